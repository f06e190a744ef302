import { dictionary } from '../model/dictionary.js';
import { officialImages, registries } from './known-images.js';

export interface Imitation {
  /** What it is taken for. */
  of: string;
  how: string;
  isSure: boolean;
}

export interface Reference {
  registry: string;
  /** Without registry and tag. */
  path: string;
  tag: string;
}

export function readReference(reference: string): Reference {
  const name = reference.replace(/@.*/s, '');
  const tag = /:([^/:]*)$/.exec(name)?.[1] ?? '';
  const whole = name.replace(/:[^/:]*$/, '');
  const slash = whole.indexOf('/');
  const first = slash < 0 ? '' : whole.slice(0, slash);
  const isRegistry = /[.:]/.test(first) || first === 'localhost';
  return {
    registry: isRegistry ? first.toLowerCase() : '',
    path: isRegistry ? whole.slice(slash + 1) : whole,
    tag,
  };
}

/** What a name is likely to be taken for; undefined where it stands for itself. */
export function imitationOf(reference: string): Imitation | undefined {
  if (/[$\ufdd0-\ufddf]/.test(reference)) return undefined;
  const plain = skeleton(reference);
  if (/[\u0080-\uffff]/.test(reference)) {
    return {
      of: plain,
      how: 'it holds letters of another script or that cannot be seen',
      isSure: true,
    };
  }
  const { registry, path, tag } = readReference(reference);
  return likeRegistry(registry) ?? likeName(registry, path) ?? likeTag(tag);
}

/** A tag given to an image that was built here, in the name of one that is published elsewhere. */
export function takesOfficialName(reference: string): string | undefined {
  const { registry, path } = readReference(reference);
  const name = path.replace(/^library\//, '');
  const isHub = registry === '' || isHubRegistry(registry);
  return isHub && officialImages.has(name) ? name : undefined;
}

const isHubRegistry = (registry: string): boolean =>
  /^(?:docker\.io|index\.docker\.io|registry-1\.docker\.io)$/.test(registry);

function likeRegistry(registry: string): Imitation | undefined {
  const host = registry.replace(/:\d+$/, '');
  if (host === '' || host === 'localhost') return undefined;
  if (registries.some((known) => host === known || host.endsWith(`.${known}`))) return undefined;
  const holds = registries.find(
    (known) => known.length > 5 && new RegExp(`(?:^|[.-])${escaped(known)}[.-]`).test(host),
  );
  if (holds) return { of: holds, how: 'its registry only begins like that one', isSure: true };
  const near = registries.find(
    (known) => known.length >= 6 && distance(known, host) === 1 && !isShort(known, host),
  );
  return near === undefined
    ? undefined
    : { of: near, how: 'its registry differs by a letter', isSure: true };
}

/** Names of four letters and less have neighbours that stand for themselves: another letter alone says nothing there. */
function isShort(known: string, host: string): boolean {
  const [first = ''] = known.split('.');
  const [other = ''] = host.split('.');
  const isSwapped = [...first].sort().join('') === [...other].sort().join('');
  return first.length < 5 && !isSwapped && looks(first) !== looks(other);
}

function likeName(registry: string, path: string): Imitation | undefined {
  if (registry !== '' && !isHubRegistry(registry)) return undefined;
  const parts = path.split('/');
  const name = (parts.at(-1) ?? '').toLowerCase();
  const user = parts.length > 1 ? (parts[0] ?? '') : '';
  if (user === '' || user === 'library') {
    if (officialImages.has(name)) return undefined;
    const near = [...officialImages].find(
      // A name with something behind it says that it is another: `redis2`.
      (known) =>
        known.length >= 5 &&
        !name.startsWith(known) &&
        (distance(known, name) === 1 || looks(name) === looks(known)),
    );
    return near === undefined
      ? undefined
      : { of: near, how: 'it differs by a letter', isSure: true };
  }
  if (
    officialImages.has(name) &&
    (distance('library', user) === 1 ||
      /^(?:official|0fficial|offical|libary|docker-?official|dockerofficial)$/.test(user))
  )
    return { of: name, how: 'its owner is named like the makers of official images', isSure: true };
  if (
    officialImages.has(name) &&
    user !== name &&
    new RegExp(`^(?:${escaped(name)}[-_]?official|official[-_]?${escaped(name)})$`).test(user)
  )
    return { of: name, how: 'its owner calls itself official', isSure: false };
  const near = officialImages.has(user)
    ? undefined
    : [...publishers].find((known) => distance(known, user) === 1);
  return near === undefined || publishers.has(user)
    ? undefined
    : { of: `${near}/${name}`, how: 'its owner differs by a letter', isSure: false };
}

/** Owners of images that many build on. */
const publishers = new Set([
  'bitnami',
  'grafana',
  'jenkins',
  'hashicorp',
  'rancher',
  'apache',
  'kubernetesui',
  'istio',
  'envoyproxy',
  'confluentinc',
  'linuxserver',
  'gitlab',
  'portainer',
  'localstack',
  'selenium',
  'pytorch',
  'tensorflow',
  'nvidia',
  'amazonlinux',
  'redhat',
  'opensuse',
  'microsoft',
  'prometheus',
  'traefik',
]);

function likeTag(tag: string): Imitation | undefined {
  if (tag === '' || tag === 'latest') return undefined;
  return distance('latest', tag.toLowerCase()) === 1 || looks(tag) === looks('latest')
    ? { of: 'latest', how: 'its tag differs by a letter', isSure: false }
    : undefined;
}

/** Signs that are drawn alike, as one. */
const looks = (text: string): string =>
  text
    .toLowerCase()
    .replace(/0/g, 'o')
    .replace(/[1i|]/g, 'l')
    .replace(/rn/g, 'm')
    .replace(/vv/g, 'w')
    .replace(/5/g, 's');

const alike: Record<string, string> = dictionary({
  а: 'a',
  е: 'e',
  о: 'o',
  р: 'p',
  с: 'c',
  у: 'y',
  х: 'x',
  і: 'i',
  ј: 'j',
  ѕ: 's',
  ԁ: 'd',
  һ: 'h',
  ԛ: 'q',
  ԝ: 'w',
  п: 'n',
  к: 'k',
  м: 'm',
  т: 't',
  в: 'b',
  н: 'h',
  г: 'r',
  ո: 'n',
  α: 'a',
  ο: 'o',
  ρ: 'p',
  ν: 'v',
  ι: 'i',
  κ: 'k',
  τ: 't',
  υ: 'u',
  χ: 'x',
  η: 'n',
  ı: 'i',
  ɑ: 'a',
  ɡ: 'g',
  ℓ: 'l',
});

/** The ASCII text that a text looks like. */
export function skeleton(text: string): string {
  return [...text.normalize('NFKD').replace(/[\p{M}\p{Cf}]/gu, '')]
    .map((character) => alike[character.toLowerCase()] ?? character)
    .join('');
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Letters to change, add, leave out or swap; 2 stands for everything above 1. */
function distance(a: string, b: string): 0 | 1 | 2 {
  if (a === b) return 0;
  if (Math.abs(a.length - b.length) > 1) return 2;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (left.length <= 1 && right.length <= 1) return 1;
  const isSwap = left.length === 2 && right === `${left[1]}${left[0]}`;
  return isSwap ? 1 : 2;
}
