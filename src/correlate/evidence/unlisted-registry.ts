import { isHostOf } from '../address.js';
import { valuesOf } from '../baseline-values.js';
import { brief, type EvidenceRule } from '../case.js';
import { isImageId } from '../reference.js';

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

/** As the engine takes it: what stands before the first slash, where it looks like a host. */
function registryOf(reference: string): string {
  const [first = '', ...rest] = reference.split('/');
  return rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : 'docker.io';
}
