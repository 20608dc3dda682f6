import { AppError } from '@souk/platform/http/errors';
import type { Random } from '@souk/platform/testing/random';
import type { Door } from '../support/inventory-world';
import type { FaultRates } from './fault-rates';

export interface Process {
  name: string;
  alive: boolean;
  /** Answers to it wait until then. */
  pausedUntil: number;
}

/** Adds a line to the log of the run, if it is kept. */
export type Note = (line: () => string) => void;

export interface Environment {
  rates: FaultRates;
  random: Random;
  /** The true time. */
  now: () => number;
  note: Note;
}

const LATE_MS = 3_000;
const PAUSE_MS = 12_000;
/** The answer to a dead process. */
const never = new Promise<never>(() => undefined);

/**
 * Wraps every call that leaves a process. A dead process makes no calls and
 * gets no answers.
 */
export function unreliable(
  process: Process,
  environment: Environment,
  mayDie = true,
): Door {
  const { random, rates, now, note } = environment;
  const transit = async () => {
    const ms = random.happens(0.5) ? random.below(rates.latencyMs) : 0;
    const wait = Math.max(ms, process.pausedUntil - now());
    if (wait > 0)
      await new Promise<void>((resolve) => setTimeout(resolve, wait));
    if (!process.alive) await never;
  };
  const maybeFail = async (name: string) => {
    if (mayDie && random.happens(rates.pause))
      process.pausedUntil = now() + random.below(PAUSE_MS);
    if (!mayDie || !random.happens(rates.crash)) return;
    note(() => `${process.name} dies at ${name}`);
    process.alive = false;
    await never;
  };
  return (name, call) =>
    async (...args) => {
      const callLater = () =>
        setTimeout(
          () => void call(...args).catch(() => undefined),
          random.below(LATE_MS),
        );
      await transit();
      await maybeFail(`${name}, not done`);
      if (random.happens(rates.lost)) throw failed(name, 'lost', environment);
      if (random.happens(rates.delayed)) {
        callLater();
        throw failed(name, 'late', environment);
      }
      const result = await call(...args);
      if (random.happens(rates.duplicated)) callLater();
      await maybeFail(`${name}, done`);
      await transit();
      if (random.happens(rates.unanswered))
        throw failed(name, 'unanswered', environment);
      return result;
    };
}

function failed(name: string, how: string, { note }: Environment): AppError {
  note(() => `${name} is ${how}`);
  return new AppError(
    'unavailable',
    'dependency-unavailable',
    `${name} was ${how}`,
  );
}
