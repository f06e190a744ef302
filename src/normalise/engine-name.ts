/** Whether a program of this name is an engine that serves builds, or a part of one. */
export function isEngine(fileName: string): boolean {
  return /^(?:dockerd|buildkitd|containerd)$/.test(fileName);
}
