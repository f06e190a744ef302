/** Words of an instruction other than RUN: quoted and escaped as Docker reads them, variables filled in where known. */
export function wordsOf(text: string, variables: ReadonlyMap<string, string>): string[] {
  return rawWords(text).map((word) => substitute(word, variables));
}

/** Quotes are kept, since they tell what a variable's value may not change. */
export function rawWords(text: string): string[] {
  const words: string[] = [];
  const pattern = /(?:[^\s"'\\]|\\[\s\S]|"(?:[^"\\]|\\[\s\S])*(?:"|$)|'[^']*(?:'|$)|\\$)+/g;
  for (const [word] of text.matchAll(pattern)) words.push(word);
  return words;
}

const maxLength = 65_536;

export function substitute(word: string, variables: ReadonlyMap<string, string>): string {
  let result = '';
  const pattern =
    /'([^']*)'|\\([\s\S])|\$\{([A-Za-z_]\w*)(?:(:?[-+?])([^}]*)|((?:##?|%%?|\/\/?)[^}]*))?\}|\$([A-Za-z_]\w*)|["']|[^'"\\$]+|[\s\S]/g;
  for (const match of word.matchAll(pattern)) {
    const [whole, single, escaped, braced, operator, operand = '', edit, bare] = match;
    if (single !== undefined) result += single;
    else if (escaped !== undefined) result += escaped;
    else if (whole === '"' || whole === "'") continue;
    else {
      const name = braced ?? bare;
      if (name === undefined) result += whole;
      else result += valueOf(name, operator, operand, edit, variables);
    }
    if (result.length > maxLength) return result.slice(0, maxLength);
  }
  return result;
}

function valueOf(
  name: string,
  operator: string | undefined,
  operand: string,
  edit: string | undefined,
  variables: ReadonlyMap<string, string>,
): string {
  const value = variables.get(name);
  const isEmpty = value === undefined || (operator?.startsWith(':') === true && value === '');
  if (operator?.endsWith('-')) return isEmpty ? substitute(operand, variables) : value;
  if (operator?.endsWith('+')) return isEmpty ? '' : substitute(operand, variables);
  if (value === undefined) return `\${${name}}`;
  if (edit === undefined) return value;
  const prefix = /^##?([^*?[]+)$/.exec(edit)?.[1];
  if (prefix !== undefined) return value.startsWith(prefix) ? value.slice(prefix.length) : value;
  const suffix = /^%%?([^*?[]+)$/.exec(edit)?.[1];
  if (suffix !== undefined) return value.endsWith(suffix) ? value.slice(0, -suffix.length) : value;
  const replaced = /^(\/\/?)([^/*?[]+)\/(.*)$/s.exec(edit);
  if (!replaced) return value;
  const [, all, from = '', to = ''] = replaced;
  return all === '//' ? value.replaceAll(from, () => to) : value.replace(from, () => to);
}

/** `NAME=value` pairs of ENV, ARG and LABEL; but for ARG, the older `NAME value` as well. */
export function pairsOf(
  text: string,
  variables: ReadonlyMap<string, string>,
  isArg = false,
): { name: string; value: string | undefined }[] {
  const words = rawWords(text);
  const [first = ''] = words;
  if (!isArg && words.length > 1 && !first.includes('=')) {
    const rest = text.slice(text.indexOf(first) + first.length).trim();
    return [{ name: first, value: substitute(rest, variables) }];
  }
  return words.map((word) => {
    const at = word.indexOf('=');
    if (at < 0) return { name: word, value: undefined };
    return {
      name: substitute(word.slice(0, at), variables),
      value: substitute(word.slice(at + 1), variables),
    };
  });
}
