import type { Settings } from '../settings.js';
import type { SettingName } from '../settings-file.js';

/** A setting that stored incidents suggest. */
export interface Candidate {
  setting: SettingName;
  /** What it would say, in a few words; values are as attackers wrote them. */
  about: string;
  /** The value that the settings file would have, all of it. */
  value(settings: Settings): unknown;
  apply(settings: Settings): Settings;
}
