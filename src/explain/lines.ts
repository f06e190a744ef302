import type { Palette } from './palette.js';
import { columnsOf, printable } from './printable.js';
import { wrap } from './wrap.js';

/** How a report is laid out. */
export interface ReportStyle {
  palette: Palette;
  /** Columns of the terminal. */
  width: number;
}

const labelWidth = 12;

type Paint = (text: string) => string;

const unpainted: Paint = (text) => text;

/** Lines of a report in the making: headings, labelled values, free lines. Text given is made printable here. */
export class Lines {
  readonly all: string[] = [];

  constructor(readonly style: ReportStyle) {}

  /** A line put together by the caller, its hostile parts printable already. */
  raw(line: string): this {
    this.all.push(line.trimEnd());
    return this;
  }

  heading(title: string, note: string, isApart: boolean): this {
    const { heading, dim } = this.style.palette;
    if (isApart && this.all.length > 0) this.all.push('');
    return this.raw(`${heading(title)}${note ? `  ${dim(printable(note))}` : ''}`);
  }

  /** A value beside its label, wrapped below itself; nothing when there is no value. */
  field(label: string, value: string, most: number, paint = unpainted): this {
    if (value === '') return this;
    const indent = ' '.repeat(labelWidth + 2);
    wrap(value, this.style.width - indent.length, most).forEach((line, i) => {
      const head = i === 0 ? `  ${this.style.palette.dim(label.padEnd(labelWidth))}` : indent;
      this.raw(head + paint(line));
    });
    return this;
  }

  /** A paragraph that hangs under its mark, which is printable. */
  item(mark: string, text: string, paint: Paint, most: number): this {
    const indent = ' '.repeat(columnsOf(mark) + 3);
    wrap(text, this.style.width - indent.length, most).forEach((line, i) => {
      this.raw(i === 0 ? `  ${paint(mark)} ${line}` : indent + line);
    });
    return this;
  }
}
