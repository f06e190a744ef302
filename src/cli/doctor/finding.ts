/** What `doctor` says of one thing that this host has or lacks. */
export interface Finding {
  /** Kebab-case, the same for the same question on every host. */
  id: string;
  /** `note` is worth knowing and stops nothing. */
  state: 'ok' | 'problem' | 'note';
  /** One clause; may quote what the host or an engine says: hostile. */
  text: string;
  /** The command that mends it, or what to do. */
  mend?: string;
}

export function ok(id: string, text: string): Finding {
  return { id, state: 'ok', text };
}

export function problem(id: string, text: string, mend?: string): Finding {
  return { id, state: 'problem', text, ...(mend === undefined ? {} : { mend }) };
}

export function note(id: string, text: string, mend?: string): Finding {
  return { id, state: 'note', text, ...(mend === undefined ? {} : { mend }) };
}
