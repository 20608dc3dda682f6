import {
  virtualTime,
  type VirtualTime,
} from '@souk/platform/testing/virtual-time';
import { checkStock, inLines } from '@souk/tests/lib/checker/check';
import type { Evidence, Try } from '@souk/tests/lib/checker/evidence';
import type { Level } from '../../src/rules/level';
import { inCalm } from './faultless';
import { lives } from './lives';
import { staleReads, type Read } from './reading';
import { shopping } from './shopping';
import { told } from './published';
import { createWorld } from './creation';
import type { World } from './world';

const START = Date.parse('2026-01-01T00:00:00.000Z');
/** The longest a shopper may stay, with every call unanswered. */
const SHOPPING_MS = 3_600_000;
/**
 * By then every reservation has run out and every reminder and sweep has had
 * its turn.
 */
const QUIET_MS = 75_000;
/** One run in so many has no faults. */
const CALM_EVERY = 8;
/** One run in so many goes on for hours. */
const LONG_EVERY = 3;

export interface Run {
  problems: string[];
  /**
   * What happened, for whoever reads a run that went wrong; empty unless it was
   * asked for.
   */
  story: string[];
}

/** One history of everything together; the same seed gives the same one. */
export async function simulate(seed: number, tellStory = false): Promise<Run> {
  const { stackTraceLimit } = Error;
  const time = virtualTime(START);
  const story: string[] = [];
  const note = (line: () => string) => {
    if (tellStory)
      story.push(`${String(time.now() - START).padStart(7)} ${line()}`);
  };
  const calm = seed % CALM_EVERY === 0;
  const world = createWorld({
    seed,
    calm,
    now: time.now,
    leap: time.leap,
    note,
  });
  // Most errors here are made on purpose, and nobody looks where they came
  // from.
  if (!tellStory) Error.stackTraceLimit = 0;
  try {
    return {
      story,
      problems: await live(world, time, {
        calm,
        days: seed % LONG_EVERY === 0 ? 3 : 1,
      }),
    };
  } finally {
    world.stop();
    time.end();
    Error.stackTraceLimit = stackTraceLimit;
  }
}

interface Course {
  calm: boolean;
  days: number;
}

async function live(
  world: World,
  time: VirtualTime,
  { calm, days }: Course,
): Promise<string[]> {
  const tries: Try[] = [];
  const reads: Read[] = [];
  const seen = { tries, reads, lives: lives() };
  const { skewMs } = world.weather;
  const productIds = await during(
    time,
    SHOPPING_MS,
    shopping(world, seen, days),
  );
  if (!productIds) return ['the shoppers never came to an end'];
  world.calmDown();
  world.note(() => 'calm from here on');
  await time.pass(QUIET_MS);
  const problems = [
    ...(await told(world, productIds)),
    ...staleReads(reads, tries),
  ];
  const levels = await during(
    time,
    QUIET_MS,
    levelsOf(world, productIds),
  ).catch(() => undefined);
  if (!levels) return [...problems, 'the stock cannot be read any more'];
  const ledger = (
    await Promise.all(productIds.map((id) => world.ledger.entries(id)))
  ).flat();
  const evidence: Evidence = {
    tries,
    ledger: seen.lives.inLedger(ledger),
    levels,
    allEnded: true,
    skewMs: 2 * skewMs,
  };
  return [
    ...problems,
    ...inLines(checkStock(evidence)),
    ...(calm ? inCalm(evidence) : []),
  ];
}

/**
 * Its result, once enough time has passed for it; undefined when it takes
 * longer than that.
 */
async function during<T>(
  time: VirtualTime,
  withinMs: number,
  work: Promise<T>,
): Promise<T | undefined> {
  const end: { result?: T; failed?: unknown; over: boolean } = { over: false };
  work.then(
    (result) => Object.assign(end, { result, over: true }),
    (failed: unknown) => Object.assign(end, { failed, over: true }),
  );
  await time.pass(withinMs, () => end.over);
  if ('failed' in end) throw end.failed;
  return end.result;
}

async function levelsOf(world: World, productIds: string[]): Promise<Level[]> {
  const levels = await Promise.all(
    productIds.map(async (id) => world.anyReplica()?.stock.level(id)),
  );
  return levels.flatMap((level) => level ?? []);
}
