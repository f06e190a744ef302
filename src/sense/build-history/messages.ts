import type { Micros } from '../../model/row.js';
import { type Message, readMessage } from './wire.js';

// The messages of BuildKit's `moby.buildkit.v1.Control`, and of containerd's content store, that are read here.

export const methods = {
  listen: '/moby.buildkit.v1.Control/ListenBuildHistory',
  status: '/moby.buildkit.v1.Control/Status',
  read: '/containerd.services.content.v1.Content/Read',
};

/** BuildHistoryEvent. Of a deleted record only its reference is told. */
export interface HistoryEvent {
  type: 'started' | 'completed' | 'deleted';
  record: HistoryEntry;
}

/** BuildHistoryRecord. */
export interface HistoryEntry {
  ref: string;
  frontend: string;
  attributes: Map<string, string>;
  exporters: { type: string; attributes: Map<string, string> }[];
  error: Failure | undefined;
  /** Where newer versions keep the whole error. */
  errorBlob: Blob | undefined;
  created: Micros | undefined;
  completed: Micros | undefined;
  response: Map<string, string>;
  results: Blob[];
  attestations: Blob[];
  cachedSteps: number;
  totalSteps: number;
}

/** google.rpc.Status */
export interface Failure {
  code: number;
  message: string;
  details: { type: string; value: Buffer }[];
}

/** A descriptor of something in the content store. */
export interface Blob {
  mediaType: string;
  digest: string;
  size: number;
  annotations: Map<string, string>;
}

/** StatusResponse: what has become known of steps since the one before. */
export interface StatusUpdate {
  vertices: Vertex[];
  /** Names of what a step does at the moment, with the step. */
  statuses: { name: string; vertex: string }[];
  logs: { vertex: string; text: Buffer }[];
}

/** A step as BuildKit sees it. */
export interface Vertex {
  digest: string;
  name: string;
  cached: boolean;
  started: Micros | undefined;
  completed: Micros | undefined;
  error: string;
}

const types = ['started', 'completed', 'deleted'] as const;

/** Undefined for a kind of event that is not known. Throws a RangeError for bytes that are no message. */
export function readEvent(bytes: Buffer): HistoryEvent | undefined {
  const event = readMessage(bytes);
  const type = types[event.whole(1)];
  const record = event.message(2);
  return type === undefined || record === undefined ? undefined : { type, record: entry(record) };
}

function entry(record: Message): HistoryEntry {
  const error = record.message(5);
  const errorBlob = record.message(18);
  const results = [
    ...record.messages(10),
    // By platform.
    ...record.messages(11).flatMap((item) => item.messages(2)),
  ];
  return {
    ref: record.text(1),
    frontend: record.text(2),
    attributes: record.map(3),
    exporters: record
      .messages(4)
      .map((exporter) => ({ type: exporter.text(1), attributes: exporter.map(2) })),
    error: error && failure(error),
    errorBlob: errorBlob && blob(errorBlob),
    created: time(record.message(6)),
    completed: time(record.message(7)),
    response: record.map(9),
    results: results.flatMap((result) =>
      // Newer versions number them; the older single one is the same as the first.
      [...result.messages(1), ...result.messages(3).flatMap((item) => item.messages(2))].map(blob),
    ),
    attestations: results.flatMap((result) => result.messages(2).map(blob)),
    cachedSteps: record.whole(15),
    totalSteps: record.whole(16),
  };
}

/** Throws a RangeError for bytes that are no message. */
export function readFailure(bytes: Buffer): Failure {
  return failure(readMessage(bytes));
}

function failure(status: Message): Failure {
  return {
    code: status.whole(1),
    message: status.text(2),
    details: status.messages(3).map((any) => ({ type: any.text(1), value: any.bytes(2) })),
  };
}

function blob(descriptor: Message): Blob {
  return {
    mediaType: descriptor.text(1),
    digest: descriptor.text(2),
    size: descriptor.whole(3),
    annotations: descriptor.map(5),
  };
}

export function readStatus(bytes: Buffer): StatusUpdate {
  const update = readMessage(bytes);
  return {
    vertices: update.messages(1).map((vertex) => ({
      digest: vertex.text(1),
      name: vertex.text(3),
      cached: vertex.whole(4) !== 0,
      started: time(vertex.message(5)),
      completed: time(vertex.message(6)),
      error: vertex.text(7),
    })),
    statuses: update
      .messages(2)
      .map((status) => ({ name: status.text(1), vertex: status.text(2) })),
    logs: update.messages(3).map((log) => ({ vertex: log.text(1), text: log.bytes(4) })),
  };
}

/** ReadContentResponse: a part of a blob. */
export function readContent(bytes: Buffer): Buffer {
  return readMessage(bytes).bytes(2);
}

function time(message: Message | undefined): Micros | undefined {
  if (message === undefined) return undefined;
  const micros = message.whole(1) * 1_000_000 + Math.trunc(message.whole(2) / 1000);
  return Number.isSafeInteger(micros) && micros > 0 ? micros : undefined;
}
