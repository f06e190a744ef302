import type { Guard } from '../kql/guard.js';
import type { Confidence, Severity } from '../model/incident.js';
import type { Json, Micros } from '../model/row.js';
import type { Query } from '../store/store.js';

/** What a rule says of itself: `detections/<id>/rule.yaml`. */
export interface RuleMetadata {
  /** Name of the rule's directory. */
  id: string;
  /** Title of its alerts. */
  name: string;
  description: string;
  severity: Severity;
  confidence: Confidence;
  /** ATT&CK tactics, as Sentinel writes them: `DefenseEvasion`. */
  tactics: string[];
  /** ATT&CK techniques: `T1612`. */
  techniques: string[];
  /** How often it runs where it cannot run on each batch, in microseconds. */
  queryFrequency: Micros;
  /** How old rows may be that it sees, in microseconds. */
  queryPeriod: Micros;
  triggerOperator: 'gt' | 'lt' | 'eq' | 'ne';
  triggerThreshold: number;
  /** Columns that make an alert the same alert: further results with the same values raise none. Empty: each row is one. */
  alertKey: string[];
  /** Tables whose new rows can raise an alert; rows of the others are looked up. Empty: all that the query reads. */
  newRowsOf: string[];
  /** Sentinel's entities: which columns hold an account, a host, an address, … */
  entityMappings: Json;
  /** Ordinary doings that it takes for an attack. */
  falsePositives: string[];
  references: string[];
  version: string;
}

/** A rule that is ready to run. */
export interface CompiledRule extends RuleMetadata {
  /**
   * `batch`: the query yields what a staged batch adds, and runs on each. `schedule`: it yields all results of the
   * look-back, and runs every `queryFrequency`; results that have an alert already raise none.
   */
  mode: 'batch' | 'schedule';
  query: Query;
  /** In batch mode: a batch none of whose rows passes one of these gives no result. */
  guards: Guard[];
}
