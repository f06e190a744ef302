/** Contrast of text is 4.5:1 and more in both schemes; no meaning rests on colour alone. */
export const css = `
:root { --ink: #1b1f24; --dim: #57606a; --paper: #ffffff; --panel: #f3f5f7; --line: #d0d7de; --bad: #b3261e; --warn: #8a5200; --mark: #fff1c2; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ed; --dim: #a3acb6; --paper: #14171b; --panel: #1e2329; --line: #3a424b; --bad: #ff8a80; --warn: #f2b66d; --mark: #4a3b12; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 64rem; padding: 1.5rem; color: var(--ink); background: var(--paper); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { margin: 0.2rem 0 1rem; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 2rem 0 0.5rem; border-bottom: 1px solid var(--line); font-size: 1.15rem; }
header p { margin: 0; color: var(--dim); }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; margin: 0; padding: 0; list-style: none; }
a { color: inherit; }
.note { margin: 0 0 0.5rem; color: var(--dim); }
.grade { padding: 0.1rem 0.5rem; border: 1px solid currentColor; border-radius: 0.25rem; color: var(--ink); font-weight: 700; text-transform: uppercase; }
.grade.critical, .grade.high { color: var(--bad); }
.grade.medium { color: var(--warn); }
dl { display: grid; grid-template-columns: minmax(6rem, max-content) 1fr; gap: 0.15rem 1rem; margin: 0 0 0.75rem; }
dt { color: var(--dim); }
dd { margin: 0; }
.items { margin: 0 0 0.75rem; padding-left: 1.25rem; }
.items .items { margin-bottom: 0; }
.mark { color: var(--dim); font-variant-numeric: tabular-nums; }
.strong > span:not(.mark) { font-weight: 600; }
.dim > span { color: var(--dim); }
.bad > span, .critical > .mark, .high > .mark { color: var(--bad); }
.medium > .mark { color: var(--warn); }
pre, .listing { margin: 0 0 0.75rem; border: 1px solid var(--line); border-radius: 0.25rem; background: var(--panel); font: 0.875rem/1.5 ui-monospace, monospace; }
pre { padding: 0.5rem 0.75rem; white-space: pre-wrap; }
.listing { padding: 0.5rem 0.75rem 0.5rem 3.5rem; }
.listing li::marker { color: var(--dim); }
.listing .gap { list-style: none; color: var(--dim); }
code { font: inherit; white-space: pre-wrap; }
mark { color: inherit; background: var(--mark); }
.found { display: block; color: var(--warn); font-family: system-ui, sans-serif; }
@media print {
  :root { --ink: #000; --dim: #333; --paper: #fff; --panel: #fff; --line: #999; --bad: #000; --warn: #000; --mark: #ddd; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav { display: none; }
  h2 { break-after: avoid; }
  li, dl { break-inside: avoid-page; }
}
`;
