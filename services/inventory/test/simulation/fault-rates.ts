import type { Random } from '@souk/platform/testing/random';

/** Probabilities of faults, per call that leaves a process. */
export interface FaultRates {
  /** The call never arrives, and the caller gets an error. */
  lost: number;
  /** The call is done, but the caller gets an error. */
  unanswered: number;
  /** The caller gets an error, and then the call is done. */
  delayed: number;
  /** The call is done, and done again later. */
  duplicated: number;
  /** The process dies, before or after the call is done. */
  crash: number;
  /** The process pauses for some seconds, without noticing. */
  pause: number;
  /** Two processes host the same actor. */
  split: number;
  /** A due reminder is not delivered. */
  reminderLost: number;
  /** The largest clock error of a process, in milliseconds. */
  skewMs: number;
  /** The largest network delay, in milliseconds. */
  latencyMs: number;
}

export const NO_FAULTS: FaultRates = {
  lost: 0,
  unanswered: 0,
  delayed: 0,
  duplicated: 0,
  crash: 0,
  pause: 0,
  split: 0,
  reminderLost: 0,
  skewMs: 0,
  latencyMs: 20,
};

/**
 * For each kind of fault, some runs have none and some have many, so that one
 * does not hide another.
 */
export function randomFaultRates(random: Random): FaultRates {
  const some = (most: number) =>
    random.happens(0.5) ? (most * (1 + random.below(10))) / 10 : 0;
  return {
    lost: some(0.1),
    unanswered: some(0.1),
    delayed: some(0.1),
    duplicated: some(0.1),
    crash: some(0.01),
    pause: some(0.005),
    split: some(0.5),
    reminderLost: some(1),
    skewMs: some(3_000),
    latencyMs: random.pick([5, 20, 200]),
  };
}
