import { createRequire } from 'node:module';
import { bareLength, beyondBounds } from './bounds.js';
import { convert, type Syntax } from './syntax.js';
import type { Span } from './types.js';

/** The tables that a query may name, each with its schema as Kusto writes it: `(['A']:string, ['B']:long)`. */
export type Catalog = Readonly<Record<string, string>>;

export interface Problem extends Span {
  code: string;
  message: string;
}

export type Bound = { syntax: Syntax } | { problems: Problem[] };

/** The parts of Microsoft's language service that are used here; it has no types of its own that fit a module. */
interface Service {
  Language: {
    GlobalState: { Default: Globals };
    KustoCode: {
      Parse(text: string, globals: Globals): Code;
      ParseAndAnalyze(text: string, globals: Globals): Code;
    };
    Symbols: {
      TableSymbol: { $ctor7: new (name: string, schema: string, description: null) => object };
      DatabaseSymbol: { ctor: new (name: string, tables: object[]) => object };
      ClusterSymbol: { ctor: new (name: string, databases: object[]) => object };
    };
  };
}

interface Globals {
  WithCluster(cluster: object): Globals;
  WithDatabase(database: object): Globals;
}

interface Code {
  Syntax: object;
  GetDiagnostics(): { Count: number; getItem(index: number): RawDiagnostic };
}

interface RawDiagnostic {
  Start: number;
  Length: number;
  Severity: string;
  Code: string;
  Message: string;
}

let service: Service | undefined;

/** Takes about 0.2 s and 100 MB the first time: nothing that does not compile a query may call it. */
function load(): Service {
  if (service) return service;
  const require = createRequire(import.meta.url);
  require('@kusto/language-service-next/bridge.min.js');
  require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
  const loaded = globalThis as unknown as { Kusto: Service; System: Runtime };
  quicken(loaded.System.Text.StringBuilder.prototype);
  service = loaded.Kusto;
  return service;
}

/** What .NET brings along, as its JavaScript has it. */
interface Runtime {
  Text: { StringBuilder: { prototype: Builder } };
}

interface Builder {
  buffer: string[];
  $str: string | undefined;
  getString(): string;
}

/**
 * The service asks for a builder's length after each piece that it appends, for which all pieces were joined: a list of
 * 8,000 hashes took ten seconds. Added up, they are joined once.
 */
function quicken(builder: Builder): void {
  builder.getString = function getString(this: Builder) {
    if (!this.$str) {
      this.$str = this.buffer.reduce((whole, piece) => whole + piece, '');
      this.buffer = [this.$str];
    }
    return this.$str;
  };
}

const globalsOf = new WeakMap<Catalog, Globals>();

function globals(catalog: Catalog): Globals {
  const known = globalsOf.get(catalog);
  if (known) return known;
  const { Symbols, GlobalState } = load().Language;
  const tables = Object.entries(catalog).map(
    ([name, schema]) => new Symbols.TableSymbol.$ctor7(name, schema, null),
  );
  const database = new Symbols.DatabaseSymbol.ctor('keelwatch', tables);
  const made = GlobalState.Default.WithCluster(
    new Symbols.ClusterSymbol.ctor('local', [database]),
  ).WithDatabase(database);
  globalsOf.set(catalog, made);
  return made;
}

/**
 * What the binder takes for a mistake and the engine does not: a value inside `count()`, which counts all rows, and
 * the further arguments of `bag_unpack`.
 */
const isKnownNoise = (message: string, before: string): boolean =>
  (message === 'A value of type string expected.' &&
    /\b(todynamic|parse_json|parsejson|toobject)\s*\(\s*$/.test(before)) ||
  (message === 'The expression value must be an integer.' &&
    /\bmake_timespan\s*\([^()]*$/.test(before)) ||
  (message === 'A value of type bool expected.' && /\bcount\s*\(\s*$/.test(before)) ||
  (message === "The function 'bag_unpack' expects 2 arguments." && /\bevaluate\s+$/.test(before)) ||
  // A part of a fuzzy union may be missing.
  (/^The name '[^']*\*' does not refer to any known table/.test(message) &&
    /\bunion\b[^;|]*\bisfuzzy\s*=\s*true\b[^;|]*$/.test(before)) ||
  (message === 'A value of type string expected.' &&
    /\bbag_unpack\s*\([^()]*\bignoredProperties\s*=\s*$/.test(before));

/** Functions that Microsoft's products answer with a service: the binder knows none of them. */
const ofAService =
  /^The name '(FileProfile|DeviceFromIP|AssignedIPAddresses|SeenBy|arg|adx)' does not refer to any known function/;

function told(message: string): string {
  const name = ofAService.exec(message)?.[1];
  return name ? `${name}() is not supported: it asks a service of Microsoft's` : message;
}

/** Problems that are told of one query, and characters before one that are looked at to judge it. */
const maxProblems = 100;
const maxBefore = 2000;

/** Longer queries are parsed before they are bound: names that are looked for among nothing but mistakes take longest. */
const maxUnparsed = 5000;

function problemsOf(code: Code, text: string): Problem[] {
  const found = code.GetDiagnostics();
  const problems: Problem[] = [];
  for (let index = 0; index < found.Count && problems.length < maxProblems; index += 1) {
    const { Start, Length, Severity, Code, Message } = found.getItem(index);
    if (
      Severity === 'Error' &&
      !isKnownNoise(Message, text.slice(Math.max(0, Start - maxBefore), Start))
    ) {
      problems.push({ start: Start, length: Length, code: Code, message: told(Message) });
    }
  }
  return problems;
}

/**
 * Parses a query and resolves its names and types with Microsoft's own binder. The binder can throw on odd input; that
 * is a problem of the query like others, and its message (megabytes of minified source) is not passed on.
 */
export function bind(text: string, catalog: Catalog): Bound {
  const bare = bareLength(text);
  const beyond = beyondBounds(text, bare);
  if (beyond) return { problems: [beyond] };
  const known = globals(catalog);
  const { KustoCode } = load().Language;
  try {
    if (bare > maxUnparsed) {
      const problems = problemsOf(KustoCode.Parse(text, known), text);
      if (problems.length === maxProblems) return { problems };
    }
    const code = KustoCode.ParseAndAnalyze(text, known);
    const problems = problemsOf(code, text);
    return problems.length > 0 ? { problems } : { syntax: convert(code.Syntax, text) };
  } catch (error) {
    if (error instanceof RangeError) {
      return {
        problems: [{ start: 0, length: 1, code: '', message: 'the query is nested too deeply' }],
      };
    }
    const message = 'the language service cannot analyse this query';
    return { problems: [{ start: 0, length: Math.max(1, text.length), code: '', message }] };
  }
}
