import type { Device, TableRow } from '../model/batch.js';
import type { EngineRecord } from '../sense/docker/record.js';
import { containerRow } from './docker-container.js';
import { imageRow } from './docker-image.js';

/** Turns the Docker Engine sensor's records into rows of ContainerImageEvents and ContainerEvents: one each. */
export function dockerNormaliser(device: Device): (record: EngineRecord) => TableRow[] {
  return (record) =>
    record.kind === 'image'
      ? [{ table: 'ContainerImageEvents', row: { ...device, ...imageRow(record) } }]
      : [{ table: 'ContainerEvents', row: { ...device, ...containerRow(record) } }];
}
