/** Words before a parenthesis that call nothing. */
const keywords = new Set(
  `and or not in has has_any has_all between by on with where to from step typeof kind print project extend summarize
  union join lookup find search let view declare bool boolean datetime date dynamic guid int long real double decimal
  timespan time datatable externaldata fork partition distinct invoke serialize mv-expand sort order top as of
  default`.split(/\s+/),
);

/** Names of the functions, aggregates and plugins that a query calls; those that it declares itself are none. */
export function functionsIn(kql: string): Set<string> {
  const code = kql.replaceAll(/\/\/[^\n]*|@?"(?:[^"\\\n]|\\.)*"|@?'(?:[^'\\\n]|\\.)*'/g, ' ');
  const own = new Set([...code.matchAll(/\blet\s+(\w+)\s*=/g)].map(([, name]) => name));
  const called = [...code.matchAll(/\b([A-Za-z_]\w*)\s*\(/g)].map(([, name = '']) => name);
  return new Set(called.filter((name) => !own.has(name) && !keywords.has(name)));
}
