import type { Severity } from '../model/incident.js';

type Paint = (text: string) => string;

/** Colours by meaning. They go around text that is printable already, never into it. */
export interface Palette {
  bold: Paint;
  dim: Paint;
  good: Paint;
  bad: Paint;
  heading: Paint;
  severity: Record<Severity, Paint>;
}

const plainPaint: Paint = (text) => text;

export const plain: Palette = {
  bold: plainPaint,
  dim: plainPaint,
  good: plainPaint,
  bad: plainPaint,
  heading: plainPaint,
  severity: {
    Informational: plainPaint,
    Low: plainPaint,
    Medium: plainPaint,
    High: plainPaint,
    Critical: plainPaint,
  },
};

const sgr =
  (on: string, off: string): Paint =>
  (text) =>
    `\u001b[${on}m${text}\u001b[${off}m`;

const coloured: Palette = {
  bold: sgr('1', '22'),
  dim: sgr('2', '22'),
  good: sgr('32', '39'),
  bad: sgr('31', '39'),
  heading: sgr('1', '22'),
  severity: {
    Informational: sgr('2', '22'),
    Low: sgr('36', '39'),
    Medium: sgr('33', '39'),
    High: sgr('31', '39'),
    Critical: sgr('1;31', '22;39'),
  },
};

/** Colours for an output: none unless it is a terminal, and none when NO_COLOR says so (no-color.org). */
export function paletteFor(
  output: { isTTY?: boolean },
  environment: Record<string, string | undefined>,
): Palette {
  if (environment['NO_COLOR']) return plain;
  if (environment['FORCE_COLOR'] && environment['FORCE_COLOR'] !== '0') return coloured;
  return output.isTTY && environment['TERM'] !== 'dumb' ? coloured : plain;
}

export function severityPaint(palette: Palette, severity: string): Paint {
  return severity in palette.severity ? palette.severity[severity as Severity] : plainPaint;
}
