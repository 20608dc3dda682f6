const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

/** How long to wait after the first failed try, the second, and so on. */
const PAUSES_MS = [5, 15, 60, 5 * 60, 15 * 60, 3_600].map((s) => s * SECOND);

/** A server that is away for a night still gets its mails. */
export const GIVEN_UP_AFTER_MS = 24 * HOUR;

/** Many mails that failed together are not tried again together. */
const JITTER = 0.2;

export interface FailedTry {
  /** So far, this one included. */
  tries: number;
  /** When the mail was asked for, or was last sent again. */
  since: Date;
  now: Date;
  /** Whether another try would meet the same answer. */
  permanent: boolean;
}

/** When a mail is tried next; undefined when it is given up. */
export function nextTry(
  { tries, since, now, permanent }: FailedTry,
  random: () => number = Math.random,
): Date | undefined {
  if (permanent) return undefined;
  const pause = PAUSES_MS[Math.min(tries, PAUSES_MS.length) - 1] ?? HOUR;
  const spread = 1 + JITTER * (2 * random() - 1);
  const next = now.getTime() + pause * spread;
  return next - since.getTime() > GIVEN_UP_AFTER_MS
    ? undefined
    : new Date(next);
}
