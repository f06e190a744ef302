#!/usr/bin/env -S node --max-semi-space-size=2 --max-old-space-size=1024
// V8 sizes its heap by the machine's memory unless told: a watcher on a large host would let garbage lie.
import { Command, CommanderError } from 'commander';
import { buildsCommand } from './builds.js';
import { demoCommand } from './demo.js';
import { doctorCommand } from './doctor.js';
import { reportFailure } from './failure.js';
import { incidentsCommand } from './incidents.js';
import { queryCommand } from './query.js';
import { scanCommand } from './scan.js';
import { endWithReader } from './terminal.js';
import { description, version } from './version.js';
import { watchCommand } from './watch.js';

const program = new Command('keelwatch')
  .description(description)
  .version(version)
  .addCommand(watchCommand())
  .addCommand(scanCommand())
  .addCommand(incidentsCommand())
  .addCommand(buildsCommand())
  .addCommand(queryCommand())
  .addCommand(doctorCommand())
  .addCommand(demoCommand());

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
