/**
 * Resolves with the reason to stop: a signal, or the exit of the bootstrap that
 * started this process.
 */
export function untilStopped(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => resolve(signal));
    const alone = () => resolve('the command that started it is gone');
    process.once('disconnect', alone);
    // It may have exited before we listened. Without a channel there is no
    // parent to lose.
    const { connected } = process as { connected?: boolean };
    if (connected === false) alone();
  });
}
