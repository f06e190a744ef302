/** Runtimes put a name before the id under systemd (`docker-<id>.scope`, `libpod-<id>.scope`, `cri-containerd-…`). */
const container = /^(?:[a-z-]+[-:])?([0-9a-f]{64})(?:\.scope|\.service)?$/;
const buildStep = /^([0-9a-z]{25})$/;
const buildStepScope = /^(?:docker|buildkit)-([0-9a-z]{25})\.scope$/;

/**
 * The innermost container or BuildKit step that a cgroup belongs to: 64 hexadecimal digits or 25 base-36 characters; ''
 * when there is none. A bare 25-character name counts only below BuildKit's own cgroup: others may choose such a name.
 */
export function containerIdOf(cgroup: string): string {
  const names = cgroup.split('/');
  for (let index = names.length - 1; index >= 0; index -= 1) {
    const name = names[index] ?? '';
    const isStep = names[index - 1] === 'buildkit';
    const match =
      container.exec(name) ?? buildStepScope.exec(name) ?? (isStep ? buildStep.exec(name) : null);
    if (match?.[1] !== undefined) return match[1];
  }
  return '';
}

/**
 * Of a process's cgroups the one that says most: where a container is named, the innermost of them, else the first below
 * the root. A builder in a container puts its steps below itself in some hierarchies only.
 */
export function cgroupOf(cgroups: string[]): string {
  const said = cgroups.filter((cgroup) => cgroup !== '');
  const naming = said.filter((cgroup) => containerIdOf(cgroup) !== '');
  const [first] = naming;
  return (
    (first && naming.findLast((cgroup) => cgroup.startsWith(`${first}/`))) ??
    first ??
    said.find((cgroup) => cgroup !== '/') ??
    said[0] ??
    ''
  );
}
