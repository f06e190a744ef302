import { isHostOf } from '../address.js';
import { valuesOf } from '../baseline-values.js';
import { brief, type EvidenceRule } from '../case.js';
import { isImageId, registryOf } from '../reference.js';

/** ATT&CK's RegistryAllowList, for where base images come from: only operators know which registries are theirs. */
export const unlistedRegistry: EvidenceRule = {
  id: 'unlisted-registry',
  techniques: [],
  find({ build, settings }) {
    if (!settings.isRegistryListGiven) return undefined;
    const base = valuesOf(build).find(
      ({ Kind, Value }) =>
        Kind === 'base' && !isImageId(Value) && !isHostOf(registryOf(Value), settings.registries),
    );
    if (!base) return undefined;
    return {
      weight: 1,
      explanation: `Built upon ${brief(base.Value)}, from a registry that is not on the RegistryAllowList.`,
      rows: [{ Table: 'ImageBuilds', Time: build.TimeGenerated, Text: `FROM ${base.Value}` }],
    };
  },
};
