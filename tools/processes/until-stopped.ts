/**
 * The first thing that tells this process to end: a signal, or the bootstrap
 * that started it being gone.
 */
export function untilStopped(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => resolve(signal));
    const alone = () => resolve('the command that started it is gone');
    process.once('disconnect', alone);
    // It may have gone before we listened; without a channel there is nobody to
    // lose.
    const { connected } = process as { connected?: boolean };
    if (connected === false) alone();
  });
}
