/** Says whether a host is worth a try (Nygard, "Release It!", 2007). */
export interface Breaker {
  /** Whether a request may be sent now; a true is answered by `ended`. */
  mayTry(): boolean;
  /** Undefined when its caller left early, which says nothing of the host. */
  ended(well: boolean | undefined): void;
}

const FAILURES = 5;
const OPEN_MS = 10_000;

/**
 * Opens after five failures in a row: for ten seconds nothing is sent, then one
 * request at a time tries, until one succeeds.
 */
export function breaker(now: () => number = () => performance.now()): Breaker {
  let failures = 0;
  let openUntil = 0;
  let trying = false;
  return {
    mayTry() {
      if (failures < FAILURES) return true;
      if (trying || now() < openUntil) return false;
      return (trying = true);
    },
    ended(well) {
      trying = false;
      if (well === undefined) return;
      failures = well ? 0 : failures + 1;
      if (failures >= FAILURES) openUntil = now() + OPEN_MS;
    },
  };
}

/** Bounds the share of requests that are retries. */
export interface RetryBudget {
  /** One request was made. */
  earn(): void;
  /** Whether a retry may be made. */
  spend(): boolean;
}

const SHARE = 0.1;
const MOST = 10;

/**
 * At most one retry for ten requests, and ten at once: when everything fails,
 * retries must not multiply the load (gRFC A6, retry throttling).
 */
export function retryBudget(): RetryBudget {
  let tokens = MOST;
  return {
    earn: () => void (tokens = Math.min(MOST, tokens + SHARE)),
    spend() {
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
