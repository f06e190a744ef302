import { printable } from '../../explain/printable.js';
import type { HostPlan, Scenario, Step } from '../../lab/scenario/scenario.js';

/** What a variant would do, line by line. */
export function planOf(scenario: Scenario): string[] {
  const { id, title, imitates, hosts, files, setup, run } = scenario;
  return [
    `${id}: ${title}`,
    ...imitates.trim().split('\n').map(indented),
    ...[...hosts].map(([name, plan]) => indented(`host ${name}: ${hostLine(plan)}`)),
    ...[...files.keys()].map((path) => indented(`file ${path}, gone afterwards`)),
    ...setup.flatMap((step) => stepLines('before', step)),
    ...run.flatMap((step) => stepLines('then', step)),
    '',
  ];
}

function hostLine({ names, network, serves }: HostPlan): string {
  const place = `a network namespace of this machine, ${network === 'external' ? 'with a documentation address' : 'with a private address'}`;
  const called = names.length > 0 ? `, called ${names.join(' and ')}` : '';
  const served = serves.map((service) => {
    const paths = 'files' in service ? ` with ${Object.keys(service.files).join(' ')}` : '';
    return `${service.protocol} on port ${service.port}${paths}`;
  });
  return `${place}${called}${served.length > 0 ? `; serves ${served.join(', ')}` : ''}`;
}

function stepLines(when: string, step: Step): string[] {
  if (step.do === 'restart-watcher')
    return [indented(`${when}: end the watcher, and start it again`)];
  const where = step.host === null ? '' : ` on host ${step.host}`;
  const inside = step.container === null ? '' : ` in container ${step.container}`;
  const under = step.under.length === 0 ? '' : `, below ${step.under.join(' → ')}`;
  const script = step.script.trimEnd().split('\n');
  return [
    indented(`${when}, as ${step.as}${where}${inside}${under}:`),
    ...script.map((line) => `    | ${printable(line, 500)}`),
  ];
}

function indented(text: string): string {
  return `  ${printable(text, 1000)}`;
}
