/** The same JSON in ASCII alone: nothing in it moves a cursor or turns the reading direction, and it parses to the same. */
export const asciiJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, undefined, indent).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
