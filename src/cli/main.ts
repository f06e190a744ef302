#!/usr/bin/env -S node --max-semi-space-size=2 --max-old-space-size=1024
import { Command, CommanderError } from 'commander';
// V8 sizes its heap by the machine's memory unless told: a watcher on a large host would let garbage lie.
import { dictionary } from '../model/dictionary.js';
import { reportFailure } from './failure.js';
import { endWithReader } from './terminal.js';
import { description, version } from './version.js';

/** Commands in the order of the help. Only the one that is asked for is loaded. */
const commands: Record<string, () => Promise<Command>> = dictionary({
  watch: async () => (await import('./watch.js')).watchCommand(),
  scan: async () => (await import('./scan.js')).scanCommand(),
  incidents: async () => (await import('./incidents.js')).incidentsCommand(),
  builds: async () => (await import('./builds.js')).buildsCommand(),
  query: async () => (await import('./query.js')).queryCommand(),
  lint: async () => (await import('./lint.js')).lintCommand(),
  hunts: async () => (await import('./hunts.js')).huntsCommand(),
  rules: async () => (await import('./rules.js')).rulesCommand(),
  tune: async () => (await import('./tune.js')).tuneCommand(),
  doctor: async () => (await import('./doctor.js')).doctorCommand(),
  demo: async () => (await import('./demo.js')).demoCommand(),
  simulate: async () => (await import('./simulate.js')).simulateCommand(),
});

const program = new Command('keelwatch').description(description).version(version);
const name = process.argv[2] ?? '';
const asked = Object.hasOwn(commands, name) ? commands[name] : undefined;
for (const load of asked ? [asked] : Object.values(commands)) program.addCommand(await load());

/** Usage errors end with exit status 2, and every help shows the options that it inherits. */
function configure(command: Command): void {
  command.exitOverride().configureHelp({ showGlobalOptions: true });
  for (const each of command.commands) configure(each);
}

configure(program);
endWithReader();
try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else reportFailure(error);
}
