import { brief, type EvidenceRule } from '../case.js';
import { isScript } from './shell-parent.js';

/**
 * An engine that somebody starts to build with it is one that nobody watches or restricts. Engines are started by the
 * service manager; those of continuous integration run in containers.
 */
export const ownEngine: EvidenceRule = {
  id: 'own-engine',
  techniques: [],
  find({ build, details: { EngineStart: start } }) {
    if (!start || !isScript(start.StartedBy)) return undefined;
    const seconds = Math.max(0, Math.round((build.TimeGenerated - start.Time) / 1e6));
    return {
      weight: 2,
      explanation: `Built by an engine that ${brief(start.StartedBy, 40)} had started ${seconds} s before: ${brief(start.CommandLine)}.`,
      rows: [{ Table: 'DeviceProcessEvents', Time: start.Time, Text: start.CommandLine }],
    };
  },
};
