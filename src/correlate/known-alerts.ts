import type { Alerts } from '../model/generated/tables.js';
import { belongs, buildNamedBy } from './alert-ties.js';
import type { BuildRows } from './build-rows.js';

/**
 * The alerts of late. One that names its build is that one's; any other is held against each build until it is found to
 * be of one.
 */
export class KnownAlerts {
  readonly #byId = new Map<string, Alerts>();
  readonly #ofBuild = new Map<string, Set<string>>();
  readonly #loose = new Set<string>();
  /** How many have come that name no build and belong to one all the same, by build. */
  readonly #came = new Map<string, number>();

  get size(): number {
    return this.#byId.size;
  }

  get(id: string): Alerts | undefined {
    return this.#byId.get(id);
  }

  /** `builds`: those that are open, as they are known. */
  take(alert: Alerts, builds: Iterable<BuildRows>): void {
    this.set(alert);
    if (buildNamedBy(alert) !== '') return;
    for (const rows of builds) {
      const { BuildId } = rows.build;
      if (belongs(alert, rows)) this.#came.set(BuildId, (this.#came.get(BuildId) ?? 0) + 1);
    }
  }

  /** An alert that is known, of which more is known now. */
  set(alert: Alerts): void {
    const before = this.#byId.get(alert.AlertId);
    if (before) this.#unlist(before);
    this.#byId.set(alert.AlertId, alert);
    if (!alert.BuildId) this.#loose.add(alert.AlertId);
    const build = buildNamedBy(alert);
    if (build === '') return;
    const own = this.#ofBuild.get(build) ?? new Set();
    this.#ofBuild.set(build, own.add(alert.AlertId));
  }

  /** Those that speak of a build, in the order in which they came. */
  of(rows: BuildRows): Alerts[] {
    const own = [...(this.#ofBuild.get(rows.build.BuildId) ?? [])].flatMap(
      (id) => this.#byId.get(id) ?? [],
    );
    const others = this.loose().filter((alert) => buildNamedBy(alert) === '');
    return [...own, ...others.filter((alert) => belongs(alert, rows))];
  }

  /** Those that were tied to no build yet. */
  loose(): Alerts[] {
    return [...this.#loose].flatMap((id) => this.#byId.get(id) ?? []);
  }

  /** Differs whenever alerts have come that are a build's. */
  version(buildId: string): string {
    return `${this.#came.get(buildId) ?? 0} ${this.#ofBuild.get(buildId)?.size ?? 0}`;
  }

  /** Nothing of the build changes any more. */
  closed(buildId: string): void {
    this.#came.delete(buildId);
  }

  /** Forgets those that are old, and the oldest of more than `limit`. */
  drop(isOld: (alert: Alerts) => boolean, limit: number): void {
    for (const [id, alert] of this.#byId) {
      if (!isOld(alert) && this.#byId.size <= limit) continue;
      this.#unlist(alert);
      this.#byId.delete(id);
    }
  }

  #unlist(alert: Alerts): void {
    this.#loose.delete(alert.AlertId);
    const build = buildNamedBy(alert);
    const own = this.#ofBuild.get(build);
    own?.delete(alert.AlertId);
    if (own?.size === 0) this.#ofBuild.delete(build);
  }
}
