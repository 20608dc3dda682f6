/**
 * Waits for a condition, never for a time: polls until `check` returns
 * something truthy, and returns it.
 * @throws Error naming what was waited for, with the last failure as its cause,
 * after `deadlineMs`.
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
      throw new Error(`Waited ${deadlineMs} ms in vain for: ${what}`, {
        cause,
      });
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
