import { brief, type EvidenceRule } from '../case.js';
import { isTemporary } from '../temp-path.js';
import { tempPath } from './temp-path.js';

/**
 * As in the published rule. A build from a temporary directory has its Dockerfile there: that is one circumstance seen
 * twice, so it adds nothing where `temp-path` already counts.
 */
export const dockerfileInTemp: EvidenceRule = {
  id: 'dockerfile-in-temp',
  techniques: [],
  find(subject) {
    const writes = subject.details.DockerfileWrites.filter(({ FolderPath }) =>
      isTemporary(FolderPath),
    );
    const [first] = writes;
    if (!first) return undefined;
    const counted = tempPath.find(subject) !== undefined;
    const who = first.CommandLine ? ` by ${brief(first.CommandLine)}` : '';
    const note = counted ? ' Counted with temp-path.' : '';
    return {
      weight: counted ? 0 : 3,
      explanation: `Its Dockerfile was written to a temporary directory${who}: ${brief(first.FolderPath)}.${note}`,
      rows: writes.slice(0, 5).map((write) => ({
        Table: 'DeviceFileEvents',
        Time: write.Time,
        Text: `${write.ActionType} ${write.FolderPath}`,
      })),
    };
  },
};
