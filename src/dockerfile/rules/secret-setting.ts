import { wholeRule } from '../rule.js';

const names =
  /(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|CREDENTIALS?)(?:_|$)/i;
/** Names that speak of such a thing without holding it. */
const about =
  /(?:_FILE|_PATH|_URL|_URI|_ENDPOINT|_NAME|_ID|_DIR|_HEADER|_TYPE|_LENGTH|_EXPIR\w*|_TTL|_ALGORITHM|_PROVIDER|_STORE)$|^(?:ALLOW|ENABLE|DISABLE|NO|REQUIRE|USE)_|PUBLIC/i;
/** Values that hold nothing. */
const empty =
  /^(?:|true|false|yes|no|none|null|0|1|changeme|change[-_]me|replace[-_]?me|example|dummy|placeholder|xxx+|<.*>|unset|todo|\/.*|.*(?:dummy|placeholder|not[-_]?used|precompile).*)$/i;

export const secretSetting = wholeRule(
  {
    id: 'secret-setting',
    severity: 'Low',
    message: 'A setting whose name speaks of a secret has a value.',
    why: 'ENV and ARG stay in the image, where everybody who can pull it reads them.',
    instead: 'Give the value when a container starts, or with RUN --mount=type=secret.',
    techniques: ['T1552.001'],
  },
  ({ settings, instructions }) =>
    settings.flatMap(({ name, value, instruction, kind }) => {
      const start = instructions[instruction]?.start;
      if (!start || value === undefined || !names.test(name) || about.test(name)) return [];
      if (empty.test(value) || value.includes('$')) return [];
      return [{ ...start, instruction, message: `${kind} ${name} has a value.` }];
    }),
);
