/** Labels this long are hardly chosen to be read: 63 is the most that there can be. */
const longLabel = 50;
/** Shorter ones occur in ordinary names too. */
const shortest = 16;

/**
 * What looks like encoded data in a name, '' where nothing does: hexadecimal or decimal digits, and letters that change
 * with digits as often as they do in base 32 and 64. Words joined by hyphens do not count, nor do addresses that are looked
 * up backwards. The last two labels are the domain's own.
 */
export function dataIn(name: string): string {
  const labels = name.toLowerCase().replace(/\.$/, '').split('.');
  if (labels.at(-1) === 'arpa') return '';
  return labels.slice(0, -2).filter(looksEncoded).join('');
}

function looksEncoded(label: string): boolean {
  if (label.length >= longLabel) return true;
  if (label.length < shortest) return false;
  if (/^[0-9a-f]+$/.test(label)) return /\d/.test(label);
  if (!/^[a-z0-9_=]+$/.test(label)) return false;
  const changes = [...label.matchAll(/[a-z](?=\d)|\d(?=[a-z])/g)].length;
  return changes >= label.length / 6;
}
