import { brief, type CaseStep, type EvidenceRule } from '../case.js';
import type { Lookup } from '../lookup.js';
import { dataIn } from '../name-data.js';

/** So many names, or characters of data in them, are no accident. */
const many = { names: 4, characters: 100 };

/**
 * Data can leave in questions to a name server where nothing else gets out. Stores of objects have names that look like
 * data too, but those are connected to: a name that was is left out.
 */
export const dataInNames: EvidenceRule = {
  id: 'data-in-names',
  techniques: ['T1048.003', 'T1071.004'],
  find({ steps }) {
    const found = steps.flatMap((step) =>
      carriers(step).map((lookup) => ({ step, lookup, data: dataIn(lookup.Name) })),
    );
    const names = new Map(found.map((each) => [each.lookup.Name, each]));
    const [first] = names.values();
    if (!first) return undefined;
    const characters = [...names.values()].reduce((sum, { data }) => sum + data.length, 0);
    const isMany = names.size >= many.names || characters >= many.characters;
    const more = names.size > 1 ? ` and ${names.size - 1} more such names` : '';
    return {
      weight: isMany ? 3 : 2,
      explanation: `Step ${first.step.index + 1} looked up ${brief(first.lookup.Name)}${more}, which holds what looks like data, and connected to none of it.`,
      rows: [...names.values()].slice(0, 10).map(({ lookup }) => lookupRow(lookup)),
    };
  },
};

/** Lookups of names that look like data, and that nothing in the step connected to. */
function carriers({ lookups, connections }: CaseStep): Lookup[] {
  const reached = new Set(
    connections.filter(({ RemotePort }) => RemotePort !== 53).map(({ RemoteIP }) => RemoteIP),
  );
  const used = new Set(
    lookups.flatMap(({ Name, Answers }) =>
      Answers.some((each) => reached.has(each)) ? [Name] : [],
    ),
  );
  return lookups.filter(({ Name }) => dataIn(Name) !== '' && !used.has(Name));
}

function lookupRow({ Time, Name, QueryType, FileName, Resolver }: Lookup) {
  const text = `${FileName || 'a process'} asked ${Resolver} for ${brief(Name)} (${QueryType})`;
  return { Table: 'DeviceNetworkEvents', Time, Text: text };
}
