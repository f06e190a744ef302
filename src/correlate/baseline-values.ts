import type { ImageBuilds } from '../model/generated/tables.js';
import { isExternal } from './address.js';
import { readBuildDetails } from './details.js';
import { listOf, numberOf, objectOf, textOf, textsOf } from './json.js';
import { normalReference } from './reference.js';

/** Kinds of what a build has to do with; `tag` is a repository, its tags left out. */
export type BaselineKind = 'user' | 'builder' | 'base' | 'name' | 'address' | 'tag';

export type BaselineValue = { Kind: BaselineKind; Value: string };

const maxPerKind = 50;
/** Characters: values are as attackers wrote them. */
const maxValue = 200;

/** What a build had to do with, as its row tells: a function of that row alone. */
export function valuesOf(build: ImageBuilds): BaselineValue[] {
  const { names, addresses } = contactsOf(build);
  const found: Record<BaselineKind, string[]> = {
    user: userOf(build),
    builder: builderOf(build),
    base: basesOf(build),
    name: names,
    address: addresses,
    tag: textsOf(build.Tags ?? null).map(repositoryOf),
  };
  return Object.entries(found).flatMap(([kind, values]) =>
    [...new Set(values.map((value) => value.slice(0, maxValue)))]
      .filter((value) => value !== '')
      .slice(0, maxPerKind)
      .map((Value) => ({ Kind: kind as BaselineKind, Value })),
  );
}

function userOf(build: ImageBuilds): string[] {
  const { RequesterRemoteIP, RequesterTlsSubject } = readBuildDetails(build.AdditionalFields);
  const remote = RequesterTlsSubject || RequesterRemoteIP;
  return [remote === '' ? (build.AccountName ?? '') : `from ${remote}`];
}

/** The client and the builder: a client that nobody used before is a change, whatever its user. Told when both are known. */
function builderOf(build: ImageBuilds): string[] {
  const { RequesterUserAgent } = readBuildDetails(build.AdditionalFields);
  const client = build.RequesterFileName || RequesterUserAgent.split(/[/\s]/, 1)[0] || '';
  const { Builder = 'unknown' } = build;
  return client === '' || Builder === 'unknown' ? [] : [`${client}, ${Builder}`];
}

/** Names from the Dockerfile; without one the image's id. Stages of its own and variables are no images. */
function basesOf({ Dockerfile, BaseImageId }: ImageBuilds): string[] {
  const stages = new Set(['scratch']);
  const bases: string[] = [];
  for (const [, name = '', stage] of (Dockerfile ?? '').matchAll(
    /^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*(\S+)(?:[ \t]+AS[ \t]+(\S+))?/gim,
  )) {
    if (!stages.has(name.toLowerCase()) && !name.includes('$')) bases.push(normalReference(name));
    if (stage) stages.add(stage.toLowerCase());
  }
  return bases.length > 0 ? bases : [BaseImageId ?? ''];
}

/** An address behind a name changes with every look-up: it counts only where it has none. */
function contactsOf({ RemoteAddresses }: ImageBuilds) {
  const names: string[] = [];
  const addresses: string[] = [];
  for (const item of listOf(RemoteAddresses ?? null)) {
    const contact = objectOf(item);
    const address = textOf(contact['RemoteIP']);
    if (!isExternal(address) || numberOf(contact['RemotePort']) === 53) continue;
    const name = textOf(contact['RemoteUrl'])
      .toLowerCase()
      .replace(/^[a-z+]+:\/\//, '')
      .replace(/[:/?#].*/s, '');
    if (name === '') addresses.push(address);
    else names.push(name);
  }
  return { names, addresses };
}

/** A reference without its tag and digest. */
function repositoryOf(reference: string): string {
  const plain = reference.replace(/@.*/s, '');
  const slash = plain.lastIndexOf('/');
  const colon = plain.indexOf(':', slash + 1);
  return colon < 0 ? plain : plain.slice(0, colon);
}
