import type { ContainerImageEvents } from '../model/generated/tables.js';
import type { Json } from '../model/row.js';
import type { HistoryEntry, ImageFacts, ImageRecord } from '../sense/docker/record.js';
import { imageAction } from './docker-action.js';
import { additional } from './docker-additional.js';

export function imageRow(record: ImageRecord): ContainerImageEvents {
  const { image } = record;
  return {
    TimeGenerated: record.time,
    EngineSocket: record.engine,
    ActionType: imageAction(record.action),
    ImageId: record.imageId ?? '',
    ImageReference: record.reference ?? soleReference(record),
    ...(image && imageColumns(image)),
    ...(record.containerId !== undefined && { BuildContainerId: record.containerId }),
    AdditionalFields: additional(record, {}),
  };
}

/** An image that was found has no reference of its own, but often just one name. */
function soleReference({ action, image }: ImageRecord): string {
  const [first, second] = image?.references ?? [];
  return action === 'observed' && second === undefined ? (first ?? '') : '';
}

function imageColumns(image: ImageFacts): Partial<ContainerImageEvents> {
  return {
    ImageReferences: image.references,
    ImageDigests: image.digests,
    ParentImageId: image.parent ?? '',
    ImageCreationTime: image.created ?? null,
    BuildContainerId: image.container ?? '',
    Layers: image.layers ?? null,
    History: image.history ? history(image.history, image.layers?.length) : null,
    Author: image.author ?? '',
    Comment: image.comment ?? '',
    Architecture: image.architecture ?? '',
    Labels: image.labels,
    SizeBytes: image.size ?? null,
  };
}

/**
 * The engine does not say which entries made no layer. Those of size zero did not, provided that the others are as many
 * as the layers; a layer without files has size zero too, and then it is unknown.
 */
function history(entries: HistoryEntry[], layers: number | undefined): Json {
  const told = entries.filter(({ size }) => size !== 0).length === layers;
  return entries.map(({ created, createdBy, comment, size }) => ({
    Created: created ?? null,
    CreatedBy: createdBy,
    Comment: comment,
    EmptyLayer: told ? size === 0 : null,
  }));
}
