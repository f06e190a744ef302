/** What a lab gives a value to, whatever the scenario. */
export const labVariables = [
  'base',
  'tools',
  'socket',
  'exposed',
  'watched',
  'resolver',
  'node',
  'busybox',
] as const;

/** Puts values in place of `${name}`; a name that has none stays as it stands, for it may be a shell's. */
export function expand(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(
    /\$\{([a-z][a-z0-9_]*)\}/g,
    (whole, name: string) => variables[name] ?? whole,
  );
}

/** Names in the text that have no value. */
export function unset(text: string, variables: Readonly<Record<string, string>>): string[] {
  return [...text.matchAll(/\$\{([a-z][a-z0-9_]*)\}/g)].flatMap(([, name = '']) =>
    variables[name] === undefined ? [name] : [],
  );
}
