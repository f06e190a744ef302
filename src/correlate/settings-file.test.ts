import { describe, expect, it } from 'vitest';
import { defaultSettings } from './settings.js';
import { readSettings, SettingsError } from './settings-file.js';

function problemsOf(text: string): readonly string[] {
  try {
    readSettings(text, 'settings.yaml');
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

describe('a settings file', () => {
  it('gives what it names, and the defaults for the rest', () => {
    const text = `
RegistryAllowList: [docker.io, Registry.corp.example]
NewImageThreshold: 30
TimeWindow: 10m
BaselineBuilds: 50
BaselineDays: 14
TrustedBuilders:
  - Name: the image factory
    User: factory
    Path: /srv/factory
`;
    expect(readSettings(text, 'settings.yaml')).toEqual({
      ...defaultSettings,
      registries: ['docker.io', 'registry.corp.example'],
      isRegistryListGiven: true,
      newImageThreshold: 30,
      timeWindow: 600e6,
      baselineBuilds: 50,
      baselineSpan: 14 * 86_400e6,
      trustedBuilders: [
        { name: 'the image factory', user: 'factory', path: '/srv/factory', parent: '' },
      ],
    });
  });

  it.each(['', '\n\n', '# nothing yet\n# TimeWindow: 5m\n'])('may say nothing: %j', (text) => {
    expect(readSettings(text, 'settings.yaml')).toEqual(defaultSettings);
  });

  it('tells every problem with its place', () => {
    expect(problemsOf('TimeWindow: 5\nNewImageThreshold: 0\nTimeWindw: 5m\n')).toEqual([
      'settings.yaml:1:13: TimeWindow: 5 is not a span such as 30s, 5m or 1h, of a day at most',
      'settings.yaml:2:20: NewImageThreshold: 0 is not a whole number from 2 to 1000000',
      'settings.yaml:3:12: TimeWindw is no setting: did you mean TimeWindow?',
    ]);
  });

  it.each([
    ['RegistryAllowList: docker.io', /1:20: RegistryAllowList: "docker.io" is not a list/],
    ['RegistryAllowList: [docker.io, "https://x/"]', /1:32: .*is not a host name/],
    ['TrustedBuilders:\n  - {Name: a, Path: /srv}', /2:5: .*needs a User/],
    ['TrustedBuilders:\n  - {Name: a, User: b, Path: srv}', /2:5: .*not a full path/],
    ['TrustedBuilders:\n  - {Name: a, User: b, Paths: /srv}', /Paths is none of/],
    ['TrustedBuilders:\n  - {User: b}', /Name is missing/],
    ['a: [', /settings\.yaml:1:\d+: /],
    ['- a', /is not a mapping/],
  ])('refuses %j', (text, message) => {
    expect(problemsOf(text).join('\n')).toMatch(message);
  });
});
