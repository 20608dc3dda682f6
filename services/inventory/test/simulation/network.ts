import { AppError } from '@souk/platform/http/errors';
import type { Random } from '@souk/platform/testing/random';
import type { Door } from '../support/inventory-world';
import type { Weather } from './fault-rates';

export interface Process {
  name: string;
  alive: boolean;
  /** Until then whatever comes back to it has to wait. */
  standsStillUntil: number;
}

/** Adds a line to the story of the run, if anybody is to read it. */
export type Note = (line: () => string) => void;

export interface Surroundings {
  weather: Weather;
  random: Random;
  /** The true time. */
  now: () => number;
  note: Note;
}

const LATE_MS = 3_000;
const STANDSTILL_MS = 12_000;
/** What a dead process is told. */
const nothingEver = new Promise<never>(() => undefined);

/**
 * Every call that leaves a process goes through one of these. A dead process
 * learns nothing and reaches nobody.
 */
export function unreliable(
  process: Process,
  around: Surroundings,
  mayDie = true,
): Door {
  const { random, weather, now, note } = around;
  const way = async () => {
    const ms = random.happens(0.5) ? random.below(weather.wayMs) : 0;
    const wait = Math.max(ms, process.standsStillUntil - now());
    if (wait > 0)
      await new Promise<void>((resolve) => setTimeout(resolve, wait));
    if (!process.alive) await nothingEver;
  };
  const mishap = async (name: string) => {
    if (mayDie && random.happens(weather.pause))
      process.standsStillUntil = now() + random.below(STANDSTILL_MS);
    if (!mayDie || !random.happens(weather.crash)) return;
    note(() => `${process.name} dies at ${name}`);
    process.alive = false;
    await nothingEver;
  };
  return (name, call) =>
    async (...args) => {
      const again = () =>
        setTimeout(
          () => void call(...args).catch(() => undefined),
          random.below(LATE_MS),
        );
      await way();
      await mishap(`${name}, not done`);
      if (random.happens(weather.lost)) throw away(name, 'lost', around);
      if (random.happens(weather.late)) {
        again();
        throw away(name, 'late', around);
      }
      const result = await call(...args);
      if (random.happens(weather.twice)) again();
      await mishap(`${name}, done`);
      await way();
      if (random.happens(weather.unanswered))
        throw away(name, 'unanswered', around);
      return result;
    };
}

function away(name: string, how: string, { note }: Surroundings): AppError {
  note(() => `${name} is ${how}`);
  return new AppError(
    'unavailable',
    'dependency-unavailable',
    `${name} was ${how}`,
  );
}
