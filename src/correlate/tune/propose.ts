import { incidentScore } from '../incident.js';
import type { Settings } from '../settings.js';
import type { SettingName } from '../settings-file.js';
import type { Candidate } from './candidate.js';
import { type Change, changeOf, type Judged, judgeStored, type Stored } from './judged.js';
import { newImages } from './new-images.js';
import { registries } from './registries.js';
import { trustedBuilders } from './trusted-builders.js';

export type { Change, Stored } from './judged.js';

export interface Proposal {
  setting: SettingName;
  about: string;
  /** The value that the settings file would have, by itself and together with what holds already. */
  value: unknown;
  /** Incidents that would not have been. */
  silenced: Change[];
  lowered: Change[];
  raised: Change[];
}

/** One that would have lowered an incident with strong evidence. */
export interface Refusal {
  setting: SettingName;
  about: string;
  incidentId: string;
  evidence: string[];
}

export interface Tuning {
  proposals: Proposal[];
  refusals: Refusal[];
  /** What the settings file would say with all proposals, by setting. */
  file: Partial<Record<SettingName, unknown>>;
}

/** In this order, so that what is widest in effect comes first. */
const kinds = [trustedBuilders, registries, newImages];

/**
 * Settings that would have made stored incidents quieter, each held against all of them by judging them anew. `least` is
 * the number of incidents that have to suggest one.
 */
export function proposeSettings(
  stored: readonly Stored[],
  settings: Settings,
  least: number,
): Tuning {
  const judged = stored.map((each) => judgeStored(each, settings));
  const tuning: Tuning = { proposals: [], refusals: [], file: {} };
  let all = settings;
  for (const candidate of kinds.flatMap((kind) => kind(judged, least))) {
    const changes = judged.flatMap((each) => {
      const change = changeOf(each, candidate.apply(settings));
      return change ? [{ each, change }] : [];
    });
    const harmed = changes.find(
      ({ each, change }) => each.strong.length > 0 && change.to.score < change.from.score,
    );
    if (harmed) {
      tuning.refusals.push(refusal(candidate, harmed.each));
      continue;
    }
    const proposal = proposalOf(
      candidate,
      changes.map(({ change }) => change),
      settings,
    );
    if (proposal.silenced.length + proposal.lowered.length === 0) continue;
    tuning.proposals.push(proposal);
    tuning.file[candidate.setting] = candidate.value(all);
    all = candidate.apply(all);
  }
  return tuning;
}

function proposalOf(candidate: Candidate, changes: Change[], settings: Settings): Proposal {
  const isDown = ({ from, to }: Change): boolean => to.score < from.score;
  const isOut = ({ from, to }: Change): boolean =>
    from.score >= incidentScore && to.score < incidentScore;
  return {
    setting: candidate.setting,
    about: candidate.about,
    value: candidate.value(settings),
    silenced: changes.filter(isOut),
    lowered: changes.filter((change) => isDown(change) && !isOut(change)),
    raised: changes.filter((change) => !isDown(change)),
  };
}

function refusal({ setting, about }: Candidate, { stored, strong }: Judged): Refusal {
  return { setting, about, incidentId: stored.incident.IncidentId, evidence: strong };
}
