import { elements } from './arrays.js';
import { bind, type Printer } from './printer.js';

/** The JSON pointer to a key. */
const pointer = (key: string): string => `'/' || replace(replace(${key}, '~', '~0'), '/', '~1')`;

/** `"key":value` of the bag. */
const entry = (bag: string, key: string): string =>
  `CAST(to_json(${key}) AS VARCHAR) || ':' || CAST(json_extract(${bag}, ${pointer(key)}) AS VARCHAR)`;

/** A bag of a list of entries. */
const ofEntries = (list: string): string =>
  `CAST('{' || array_to_string(${list}, ',') || '}' AS JSON)`;

const isBag = (json: string): string => `json_type(${json}) = 'OBJECT'`;

const has = (bag: string, key: string): string => `list_contains(json_keys(${bag}), ${key})`;

/**
 * The bags of a list as one: of a key's values the first, the keys in the order in which they first come. In an
 * aggregate DuckDB takes a lambda's parameter for a column of that name: these have names that no column has.
 */
export const merged = (list: string): string => {
  const keys = bind(
    `flatten(list_transform("~l", lambda "~b": json_keys("~b")))`,
    '"~n"',
    `list_filter("~n", lambda "~k", "~i": list_position("~n", "~k") = "~i")`,
  );
  const holder = `list_filter("~l", lambda "~b": ${has('"~b"', '"~k"')})[1]`;
  return bind(
    `list_filter(${list}, lambda "~b": ${isBag('"~b"')})`,
    '"~l"',
    ofEntries(`list_transform(${keys}, lambda "~k": ${entry(holder, '"~k"')})`),
  );
};

const without = (bag: string, condition: string): string =>
  `list_transform(list_filter(json_keys(${bag}), lambda k: ${condition}), lambda k: ${entry(bag, 'k')})`;

const set: Printer = ([bag = '', key = '', value = '']) => {
  const own = `CAST(to_json(${key}) AS VARCHAR) || ':' || coalesce(CAST(${value} AS VARCHAR), 'null')`;
  return bind(
    bag,
    'b',
    `CASE WHEN ${isBag('b')} THEN ${ofEntries(`list_append(${without('b', `k <> ${key}`)}, ${own})`)} END`,
  );
};

const remove: Printer = ([bag = '', keys = '']) =>
  bind(
    bag,
    'b',
    `CASE WHEN ${isBag('b')} THEN ${ofEntries(without('b', `NOT list_contains(list_transform(coalesce(${elements(keys)}, []), lambda x: x ->> '$'), k)`))} END`,
  );

/** Keys that are no text are skipped with their values; what is no array of values gives none. */
const zip: Printer = ([keys = '', values = '']) => {
  const value = `coalesce(CAST(CASE WHEN json_type(${values}) = 'ARRAY' THEN CAST(${values} AS JSON[])[i] END AS VARCHAR), 'null')`;
  const all = `list_transform(a, lambda x, i: CASE WHEN json_type(x) = 'VARCHAR' THEN CAST(x AS VARCHAR) || ':' || ${value} END)`;
  return bind(
    elements(keys),
    'a',
    `CASE WHEN a IS NOT NULL THEN ${ofEntries(`list_filter(${all}, lambda e: e IS NOT NULL)`)} END`,
  );
};

/** Functions of property bags. */
export const bags = {
  bag_has_key: ([bag = '', key = '']: string[]) =>
    `CASE WHEN ${isBag(bag)} THEN ${has(bag, key)} END`,
  bag_merge: (args: string[]) => merged(`[${args.join(', ')}]`),
  bag_remove: remove,
  bag_set: set,
  bag_or_empty: ([bag = '']: string[]) =>
    `CASE WHEN ${isBag(bag)} THEN ${bag} ELSE CAST('{}' AS JSON) END`,
  bag_zip: zip,
} satisfies Record<string, Printer>;
