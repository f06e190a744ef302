import { type Imitation, imitationOf, takesOfficialName } from '../../dockerfile/imitation.js';
import { foundBy, rowOf, whereOf } from '../behaviour.js';
import { brief, type EvidenceRule, requestRow } from '../case.js';
import { textsOf } from '../json.js';

const likenesses = new Map<string, Imitation | undefined>();
const maxLikenesses = 10_000;

/** A build is judged again and again, and its tags seldom change. */
function likenessOf(tag: string): Imitation | undefined {
  if (likenesses.has(tag)) return likenesses.get(tag);
  if (likenesses.size === maxLikenesses) likenesses.clear();
  const likeness = imitationOf(tag);
  likenesses.set(tag, likeness);
  return likeness;
}

/**
 * A base that is taken for another, or a tag under which what was made here is taken for what is published. People try
 * things out as `nginx`, too; an image that was loaded has the name that it had elsewhere.
 */
export const lookalikeName: EvidenceRule = {
  id: 'lookalike-name',
  techniques: ['T1036.005'],
  find(subject) {
    const [base] = foundBy(subject, 'lookalike-image');
    if (base) {
      return {
        weight: 3,
        explanation: `${whereOf(base)}: ${base.message}`,
        rows: [rowOf(subject, base)],
        techniques: ['T1204.003'],
      };
    }
    const { build } = subject;
    if (build.Method === 'load') return undefined;
    const tags = textsOf(build.Tags ?? null);
    for (const tag of tags) {
      const like = likenessOf(tag);
      if (like?.isSure) {
        const explanation = `Its tag ${brief(tag)} looks like ${like.of}: ${like.how}.`;
        return { weight: 3, explanation, rows: requestRow(subject) };
      }
    }
    const taken = tags.find((tag) => takesOfficialName(tag) !== undefined);
    if (taken === undefined) return undefined;
    const explanation = `Its tag ${brief(taken)} is the name of an image that is published by others.`;
    return { weight: 2, explanation, rows: requestRow(subject) };
  },
};
