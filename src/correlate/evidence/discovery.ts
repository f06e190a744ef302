import { brief, type EvidenceRule } from '../case.js';

/** Libraries ask for the version by themselves when they start: one kind of question is none. */
export const discovery: EvidenceRule = {
  id: 'discovery',
  techniques: ['T1613'],
  find({ details }) {
    const { Discovery, RequesterRemoteIP } = details;
    const kinds = new Set(Discovery.map(({ Text }) => Text.replace(/\?.*/s, '')));
    const needed = RequesterRemoteIP === '' ? 2 : 1;
    if (kinds.size < needed) return undefined;
    return {
      weight: 1,
      explanation: `Who asked for it looked around on the engine before: ${brief([...kinds].join(', '))}.`,
      rows: Discovery.slice(0, 10).map(({ Time, Text }) => ({
        Table: 'DockerApiEvents',
        Time,
        Text,
      })),
    };
  },
};
