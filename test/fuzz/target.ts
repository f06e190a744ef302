/** Something that reads what an attacker wrote, and has to bear whatever that is. */
export interface Target {
  /** Inputs as they ought to be, from which others are made. */
  seeds(): Buffer[];
  /** Words that matter to it, put in here and there. */
  words?: readonly string[];
  /** Makes an input by itself, in place of changed seeds. */
  make?(random: () => number): Buffer;
  /** Reads an input. Throws what it must not throw, or an Error that says what is wrong with the result. */
  run(input: Buffer): void | Promise<void>;
  close?(): Promise<void>;
}
