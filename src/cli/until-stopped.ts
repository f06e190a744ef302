/** Aborts when the user or the system says stop, or after a time. A second Ctrl-C ends the process at once. */
export function untilStopped(milliseconds?: number): AbortSignal {
  const controller = new AbortController();
  const stop = () => controller.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  if (milliseconds !== undefined) setTimeout(stop, milliseconds).unref();
  return controller.signal;
}
