import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml';

/** A scenario file that cannot be used: names file and line, and says what is wrong. */
export class ScenarioError extends Error {
  override name = 'ScenarioError';
}

/** A value of a YAML file that knows where it stands, and is taken apart strictly. */
export interface Field {
  fail(what: string): never;
  text(): string;
  number(): number;
  truth(): boolean;
  oneOf<T extends string>(names: readonly T[]): T;
  list(): Field[];
  /** A mapping whose keys are free. */
  entries(): [string, Field][];
  /** A mapping with these keys and no others. */
  object(keys: readonly string[]): Keys;
  isText(): boolean;
}

export interface Keys {
  /** Throws when it is absent. */
  get(key: string): Field;
  maybe(key: string): Field | null;
}

/** Throws a ScenarioError when the text is no YAML. */
export function readFields(text: string, file: string): Field {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line } = lines.linePos(error.pos[0]);
    throw new ScenarioError(`${file}:${line}: ${error.message.split('\n')[0]}`);
  }
  const lineOf = (node: unknown): number => {
    const range = (node as Node | null)?.range;
    return range ? lines.linePos(range[0]).line : 1;
  };
  return field(document.contents, file, lineOf, 'the file');
}

function field(
  node: unknown,
  file: string,
  lineOf: (node: unknown) => number,
  name: string,
): Field {
  const fail = (what: string): never => {
    throw new ScenarioError(`${file}:${lineOf(node)}: ${what}`);
  };
  const scalar = <T>(type: string): T => {
    const value = isScalar(node) ? node.value : undefined;
    if (typeof value !== type) fail(`${name} has to be a ${type}`);
    return value as T;
  };
  const pairs = (): Pair<unknown, unknown>[] => {
    if (!isMap(node)) fail(`${name} has to be a mapping`);
    return (node as YAMLMap).items;
  };
  const keyOf = (pair: Pair<unknown, unknown>): string =>
    String(isScalar(pair.key) ? pair.key.value : pair.key);
  const child = (pair: Pair<unknown, unknown>): Field =>
    field(pair.value ?? pair.key, file, lineOf, keyOf(pair));
  return {
    fail,
    text: () => scalar<string>('string'),
    number: () => scalar<number>('number'),
    truth: () => scalar<boolean>('boolean'),
    isText: () => isScalar(node) && typeof node.value === 'string',
    oneOf: (names) => {
      const text = scalar<string>('string');
      const found = names.find((each) => each === text);
      return found ?? fail(`${name} is ${JSON.stringify(text)}, not one of ${names.join(', ')}`);
    },
    list: () => {
      if (!isSeq(node)) return fail(`${name} has to be a list`);
      return node.items.map((item, index) => field(item, file, lineOf, `${name}[${index}]`));
    },
    entries: () => pairs().map((pair) => [keyOf(pair), child(pair)]),
    object: (keys) => {
      const found = new Map(pairs().map((pair) => [keyOf(pair), child(pair)]));
      for (const [key, value] of found) {
        if (!keys.includes(key)) {
          value.fail(`${name} has no ${JSON.stringify(key)}; it may have ${keys.join(', ')}`);
        }
      }
      return {
        get: (key) => found.get(key) ?? fail(`${name} lacks ${key}`),
        maybe: (key) => found.get(key) ?? null,
      };
    },
  };
}
