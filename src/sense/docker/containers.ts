import type { Json } from '../../model/row.js';
import type { EngineEvent } from './event.js';
import { fields, isContainerId, isImageId, text } from './fields.js';
import { given } from './image.js';
import { imageCommitted, isKnown, observeImage } from './images.js';
import type { Link } from './link.js';
import type { ContainerFacts, ContainerRecord, ExecFacts } from './record.js';
import { redactContainer } from './redact.js';

/** Actions that change nothing which inspection shows: what is remembered will do. */
const unchanging =
  /^(attach|detach|resize|top|kill|exec_\w+|health_status|commit|copy|export|archive-path|extract-to-dir)$/;

/** Tells of a container event, with the container as it is now. Resolves once its record is out. */
export async function containerEvent(link: Link, event: EngineEvent): Promise<void> {
  const { attributes } = event;
  const image = attributes.image;
  if (image !== undefined && isImageId(image)) {
    // Containers that are made from a bare id are steps of the classic builder, whose images have no events.
    if (/^(create|die|destroy)$/.test(event.action)) link.buildSeen();
    if (!isKnown(link, image)) void observeImage(link, image, 'use').catch(() => {});
  }
  let details: Record<string, string> = {};
  await link.lanes.run(event.id, async () => {
    const { facts, uninspected } = await examine(link, event);
    const exec = await execOf(link, event, facts);
    if (link.signal.aborted) return;
    details = detailsOf(attributes, facts);
    if (event.argument !== undefined && !exec) details.argument = event.argument;
    link.emit({
      kind: 'container',
      engine: link.engine,
      time: Number(event.time / 1000n),
      nanoseconds: String(event.time),
      action: event.action,
      containerId: event.id,
      ...given('name', attributes.name),
      ...given('image', image),
      details,
      ...given('exec', exec),
      ...given('container', facts),
      ...given('uninspected', uninspected),
    });
  });
  if (event.action !== 'commit' || link.signal.aborted) return;
  link.buildSeen();
  if (details.imageID !== undefined && isImageId(details.imageID))
    await imageCommitted(link, event, details.imageID, details.imageRef || undefined);
}

async function examine(
  link: Link,
  { id, action }: EngineEvent,
): Promise<{ facts?: ContainerFacts; uninspected?: string }> {
  const remembered = link.memory.containers.get(id);
  if (action === 'destroy')
    return { ...given('facts', stopped(remembered)), uninspected: 'removed' };
  if (remembered && unchanging.test(action)) return { facts: remembered };
  const answer = await link.inspector.container(id);
  if ('missing' in answer) {
    const facts = action === 'die' ? stopped(remembered) : remembered;
    return { ...given('facts', facts), uninspected: answer.missing };
  }
  return { facts: await remember(link, answer.found) };
}

/** Labels and steps of the builder may hold build arguments, which only the image's history tells apart. */
async function remember(link: Link, found: ContainerFacts): Promise<ContainerFacts> {
  const facts = redactContainer(found, await secretsOf(link, found.imageId));
  link.memory.containers.set(facts.id, facts);
  return facts;
}

async function secretsOf(link: Link, imageId: string | undefined): Promise<string[]> {
  if (imageId === undefined) return [];
  const known = link.memory.secrets.get(imageId);
  if (known) return known;
  const secrets = await link.inspector.secrets(imageId);
  if (secrets) link.memory.secrets.set(imageId, secrets);
  return secrets ?? [];
}

function stopped(facts: ContainerFacts | undefined): ContainerFacts | undefined {
  if (!facts) return undefined;
  const { pid: _, ...rest } = facts;
  return rest;
}

/** What events say of themselves; all other attributes are the container's labels. */
const detailNames = [
  'exitCode',
  'signal',
  'oldName',
  'execID',
  'execDuration',
  'imageID',
  'imageRef',
  'comment',
];

/** The engine lets a label overwrite an attribute of the same name, so one that is also a label is not believed. */
function detailsOf(
  attributes: Record<string, string>,
  facts: ContainerFacts | undefined,
): Record<string, string> {
  return Object.fromEntries(
    detailNames.flatMap((name) => {
      const value = attributes[name];
      return value === undefined || facts?.labels[name] !== undefined ? [] : [[name, value]];
    }),
  );
}

async function execOf(
  link: Link,
  { id, action, argument, attributes }: EngineEvent,
  facts: ContainerFacts | undefined,
): Promise<ExecFacts | undefined> {
  if (!action.startsWith('exec_')) return undefined;
  const execId = detailsOf(attributes, facts).execID;
  // The event of its end does not repeat the command.
  if (argument === undefined)
    return execId === undefined ? undefined : link.memory.execs.get(`${id}/${execId}`);
  const found = execId === undefined ? undefined : await link.inspector.exec(execId, id, argument);
  const exec = found ?? { ...given('id', execId), text: argument };
  if (execId !== undefined) link.memory.execs.set(`${id}/${execId}`, exec);
  return exec;
}

/** Reads the container list: tells of containers that are new, or have started or stopped unseen. */
export async function lookAtContainers(link: Link, list: Json): Promise<void> {
  const entries = (Array.isArray(list) ? list : []).map(fields);
  await Promise.all(
    entries.map(async (entry) => {
      const id = text(entry.Id) ?? '';
      const status = text(entry.State);
      const { observing } = link.memory;
      if (!isContainerId(id) || isRemembered(link, id, status) || observing.has(id)) return;
      observing.add(id);
      await observeContainer(link, id, status).finally(() => observing.delete(id));
    }),
  );
}

function observeContainer(link: Link, id: string, status: string | undefined): Promise<void> {
  return link.lanes.run(
    id,
    async () => {
      if (isRemembered(link, id, status)) return;
      const answer = await link.inspector.container(id);
      if (link.signal.aborted) return;
      const found = 'found' in answer ? await remember(link, answer.found) : undefined;
      const record: ContainerRecord = {
        kind: 'container',
        engine: link.engine,
        time: link.now(),
        action: 'observed',
        occasion: 'reconciliation',
        containerId: id,
        details: {},
        ...given('name', found?.name),
        ...given('container', found),
        ...given('uninspected', 'missing' in answer ? answer.missing : undefined),
      };
      link.emit(record);
    },
    true,
  );
}

function isRemembered(link: Link, id: string, status: string | undefined): boolean {
  const facts = link.memory.containers.get(id);
  return facts !== undefined && facts.status === status;
}
