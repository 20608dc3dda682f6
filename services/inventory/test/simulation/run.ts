import {
  virtualTime,
  type VirtualTime,
} from '@souk/platform/testing/virtual-time';
import { checkStock, formatViolations } from '@souk/tests/lib/checker/check';
import type { Evidence, Try } from '@souk/tests/lib/checker/evidence';
import type { Level } from '../../src/rules/level';
import { checkFaultless } from './faultless';
import { staleReads, type Read } from './reads';
import { checkStates } from './states';
import { shopping } from './shopping';
import { checkPublished } from './published';
import { createWorld } from './creation';
import type { World } from './world';

const START = Date.parse('2026-01-01T00:00:00.000Z');
/** The longest a shopper can take, with every call unanswered. */
const SHOPPING_MS = 3_600_000;
/**
 * By then every reservation has expired, and every reminder and sweep has run.
 */
const QUIET_MS = 75_000;
/** One in this many runs has no faults. */
const FAULTLESS_EVERY = 8;
/** One in this many runs lasts for hours. */
const LONG_EVERY = 3;

export interface Run {
  problems: string[];
  /** What happened, for debugging a failed run; empty unless requested. */
  log: string[];
}

/** Runs one history; the same seed gives the same history. */
export async function simulate(seed: number, keepLog = false): Promise<Run> {
  const { stackTraceLimit } = Error;
  const time = virtualTime(START);
  const log: string[] = [];
  const note = (line: () => string) => {
    if (keepLog)
      log.push(`${String(time.now() - START).padStart(7)} ${line()}`);
  };
  const faultless = seed % FAULTLESS_EVERY === 0;
  const world = createWorld({
    seed,
    faultless,
    now: time.now,
    skip: time.leap,
    note,
  });
  // Most errors here are injected, and their stack traces are not needed.
  if (!keepLog) Error.stackTraceLimit = 0;
  try {
    return {
      log,
      problems: await runWorld(world, time, {
        faultless,
        days: seed % LONG_EVERY === 0 ? 3 : 1,
      }),
    };
  } finally {
    world.stop();
    time.end();
    Error.stackTraceLimit = stackTraceLimit;
  }
}

interface RunOptions {
  faultless: boolean;
  days: number;
}

async function runWorld(
  world: World,
  time: VirtualTime,
  { faultless, days }: RunOptions,
): Promise<string[]> {
  const tries: Try[] = [];
  const reads: Read[] = [];
  const observed = { tries, reads };
  const { skewMs } = world.rates;
  const productIds = await during(
    time,
    SHOPPING_MS,
    shopping(world, observed, days),
  );
  if (!productIds) return ['the shoppers did not finish'];
  world.stopFaults();
  world.note(() => 'no more faults');
  await time.pass(QUIET_MS);
  const problems = [
    ...(await checkPublished(world, productIds)),
    ...staleReads(reads, tries),
  ];
  const levels = await during(
    time,
    QUIET_MS,
    levelsOf(world, productIds),
  ).catch(() => undefined);
  if (!levels) return [...problems, 'the stock can no longer be read'];
  const ledger = (
    await Promise.all(productIds.map((id) => world.ledger.entries(id)))
  ).flat();
  const replica = world.anyReplica();
  const wrongStates = replica
    ? await during(time, QUIET_MS, checkStates(replica.deps, ledger))
    : undefined;
  if (!wrongStates) return [...problems, 'reservations cannot be read'];
  const evidence: Evidence = {
    tries,
    ledger,
    levels,
    allEnded: true,
    skewMs: 2 * skewMs,
  };
  return [
    ...problems,
    ...wrongStates,
    ...formatViolations(checkStock(evidence)),
    ...(faultless ? checkFaultless(evidence) : []),
  ];
}

/**
 * Lets virtual time pass until the work is done; undefined when it takes longer
 * than `withinMs`.
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
