import { isProblem, isTransient } from './problem';

/** How long a figure on an open page may be outdated. */
export const LIVE_MS = 1_000;
const LONGEST_MS = 15_000;

interface QueryState {
  status: string;
  error: unknown;
  dataUpdatedAt: number;
  errorUpdatedAt: number;
}

/**
 * The `refetchInterval` of a live figure. After a failure it goes on, and waits
 * as long again as the figure is old: pauses double up to a limit. It ends when
 * an answer says that asking again is of no use, such as 404.
 */
export function liveInterval({ state }: { state: QueryState }): number | false {
  if (state.status !== 'error') return LIVE_MS;
  const { error } = state;
  if (!isTransient(error) && !isProblem(error, 'stock-not-open')) return false;
  const age = state.errorUpdatedAt - state.dataUpdatedAt;
  return Math.min(LONGEST_MS, Math.max(LIVE_MS, age));
}
