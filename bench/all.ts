/** `npm run bench -- [--write]`: all benchmarks, one after the other; each can be run by itself as `npm run bench:NAME`. */
import { spawnSync } from 'node:child_process';

const names = ['conformance', 'scan', 'correlate', 'growth', 'start', 'live', 'soak'];
const failed = names.filter((name) => {
  process.stderr.write(`\n# ${name}\n`);
  const given = process.argv.slice(2);
  return (
    spawnSync('npm', ['run', '--silent', `bench:${name}`, '--', ...given], { stdio: 'inherit' })
      .status !== 0
  );
});
if (failed.length > 0) {
  process.stderr.write(`These failed: ${failed.join(', ')}\n`);
  process.exitCode = 1;
}
