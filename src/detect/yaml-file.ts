import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { RuleError } from './rule-error.js';

/** A YAML file that holds a mapping, and where in it things stand. */
export interface YamlFile {
  fields: Record<string, unknown>;
  /** Where a field stands, or an item of its list, as `rule.yaml:12:3`; its beginning where it is absent. */
  at(field: string, index?: number): string;
}

/** Reads a mapping. Throws a RuleError with the place where it is none, or no YAML. */
export function parseYaml(text: string, file: string): YamlFile {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const place = (offset: number): string => {
    const { line, col } = counter.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const problems = document.errors.map(
    ({ pos, message }) => `${place(pos[0])}: ${message.split('\n')[0]}`,
  );
  if (problems.length > 0) throw new RuleError(problems);
  const root = document.contents;
  if (!isMap(root)) throw new RuleError(`${file}:1:1: it is not a mapping of fields`);
  const at = (field: string, index?: number): string => {
    const pair = root.items.find(({ key }) => isScalar(key) && key.value === field);
    if (!pair) return `${file}:1:1`;
    const item = index !== undefined && isSeq(pair.value) ? pair.value.items[index] : undefined;
    const node = (item ?? pair.value ?? pair.key) as { range?: [number, number, number] } | null;
    return node?.range ? place(node.range[0]) : `${file}:1:1`;
  };
  return { fields: parsed(document.toJS.bind(document), file), at };
}

/** Aliases may point to nothing, or multiply without end. */
function parsed(read: () => unknown, file: string): Record<string, unknown> {
  try {
    return read() as Record<string, unknown>;
  } catch (error) {
    throw new RuleError(`${file}: ${(error as Error).message}`);
  }
}
