import type { Random } from '@souk/platform/testing/random';

/** What may go wrong, as chances per call that leaves a process. */
export interface Weather {
  /** It never arrives, and its caller is told so. */
  lost: number;
  /** It was done, and its caller is told that it failed. */
  unanswered: number;
  /** Its caller is told that it failed, and then it is done. */
  late: number;
  /** It is done, and some time after that once more. */
  twice: number;
  /** The process dies, before or after it is done. */
  crash: number;
  /** The process stands still for some seconds, and notices nothing. */
  pause: number;
  /** Two processes take the same actor for theirs. */
  split: number;
  /** A reminder that falls due reaches nobody. */
  forgotten: number;
  /** How far the clock of a process may be off, in milliseconds. */
  skewMs: number;
  /** How long a way takes at most, in milliseconds. */
  wayMs: number;
}

export const CALM: Weather = {
  lost: 0,
  unanswered: 0,
  late: 0,
  twice: 0,
  crash: 0,
  pause: 0,
  split: 0,
  forgotten: 0,
  skewMs: 0,
  wayMs: 20,
};

/**
 * Of every kind of fault some runs have none and some have many, so that one
 * does not hide another.
 */
export function weatherOf(random: Random): Weather {
  const some = (most: number) =>
    random.happens(0.5) ? (most * (1 + random.below(10))) / 10 : 0;
  return {
    lost: some(0.1),
    unanswered: some(0.1),
    late: some(0.1),
    twice: some(0.1),
    crash: some(0.01),
    pause: some(0.005),
    split: some(0.5),
    forgotten: some(1),
    skewMs: some(3_000),
    wayMs: random.pick([5, 20, 200]),
  };
}
