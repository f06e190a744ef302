/** Aborts when the user or the system says stop; when it is said again, the process ends at once. */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(2);
      controller.abort();
    });
  return controller.signal;
}
