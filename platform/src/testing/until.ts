/**
 * Polls until `check` returns something truthy, and returns it.
 * @throws Error after `deadlineMs`, naming `what` and with the last failure as
 * its cause.
 */
export async function until<T>(
  what: string,
  check: () => T | Promise<T>,
  deadlineMs = 10_000,
): Promise<NonNullable<T>> {
  const end = Date.now() + deadlineMs;
  let cause: unknown;
  for (;;) {
    try {
      const found = await check();
      if (found) return found;
      cause = undefined;
    } catch (err) {
      cause = err;
    }
    if (Date.now() > end)
      throw new Error(`Timed out after ${deadlineMs} ms waiting for: ${what}`, {
        cause,
      });
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
