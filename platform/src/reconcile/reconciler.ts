import type { DigestQuery, RangeDigest } from '@souk/contracts/digest';
import { Counter } from 'prom-client';
import type { Logger } from '../telemetry/logger';
import type { Metrics } from '../telemetry/metrics';
import { inSpan } from '../telemetry/tracing';
import { digestsOf, type Entry } from './digest';

/** Ids after `after`, up to `upTo` or, when null, to the end. */
export interface IdRange {
  after: string;
  upTo: string | null;
}

/** An owner, and the copy another service keeps of what it owns. */
export interface Pair<T> {
  /** The label in metrics and logs, e.g. `products-stock`. */
  name: string;
  /** What a copy has to agree on: that an id is there, or its state too. */
  compare: 'ids' | 'states';
  /** Asks the owner. */
  digest(query: DigestQuery): Promise<RangeDigest>;
  /** Our entries of the range. */
  copied(range: IdRange): Promise<Entry[]>;
  /** What the owner has in the range. */
  list(range: IdRange): Promise<(Entry & { item: T })[]>;
  /**
   * Makes the copy agree with what the owner has. Idempotent.
   * @returns The kind of mend, for the metric; undefined when an event came
   * first and nothing was missing.
   */
  mend(item: T): Promise<string | undefined>;
}

/** How far the walk has come, and whose turn the next step is. */
export interface WalkCursor {
  /** Where the next step begins; undefined when it is not due yet. */
  claim: (everyMs: number) => Promise<string | undefined>;
  advance: (after: string) => Promise<void>;
}

export interface ReconcilerOptions<T> {
  pair: Pair<T>;
  cursor: WalkCursor;
  log: Logger;
  metrics: Metrics;
  /** One range each time: that bounds what a walk costs. */
  everyMs?: number;
  /** Ids of one range. */
  rangeSize?: number;
}

export interface Reconciler {
  /** Compares the next range and mends it; for tests and the timer. */
  step: () => Promise<void>;
  start: () => void;
  stop: () => Promise<void>;
}

const EVERY_MS = 5_000;
const RANGE_SIZE = 1_000;

/**
 * Walks all ids of an owner for ever, range by range, and compares digests with
 * our copy (anti-entropy, Demers et al., "Epidemic algorithms for replicated
 * database maintenance", 1987). Only a range that differs is listed. What
 * differs is mended when it differs again at the next step: an event may have
 * been on its way.
 */
export function reconciler<T>(options: ReconcilerOptions<T>): Reconciler {
  const { pair, cursor, log, everyMs = EVERY_MS } = options;
  const mends = mendCounter(options.metrics);
  let suspects: { after: string; keys: Set<string> } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

  const mend = async ({ id, item }: Entry & { item: T }) => {
    try {
      const kind = await pair.mend(item);
      if (kind === undefined) return;
      mends.inc({ pair: pair.name, kind });
      log.warn({ pair: pair.name, id, kind }, 'mended: an event was lost');
    } catch (err) {
      // One that cannot be mended must not stop the walk.
      mends.inc({ pair: pair.name, kind: 'failed' });
      log.error({ err, pair: pair.name, id }, 'not mended');
    }
  };
  /** Whether the walk may go on behind the range. */
  const compare = async (range: IdRange, owner: RangeDigest) => {
    const copied = await pair.copied(range);
    if (digestsOf(copied)[pair.compare] === owner[pair.compare]) return true;
    const ours = new Map(copied.map(({ id, state }) => [id, state]));
    const agrees = ({ id, state }: Entry) =>
      ours.has(id) && (pair.compare === 'ids' || ours.get(id) === state);
    const differing = (await pair.list(range)).filter((one) => !agrees(one));
    const before = suspects?.after === range.after ? suspects.keys : undefined;
    for (const one of differing) if (before?.has(keyOf(one))) await mend(one);
    // After the second look the walk goes on, whatever came meanwhile.
    const done = before !== undefined || differing.length === 0;
    const keys = new Set(differing.map(keyOf));
    suspects = done ? undefined : { after: range.after, keys };
    return done;
  };
  const step = () =>
    inSpan(`reconcile ${pair.name}`, {}, async () => {
      const after = await cursor.claim(everyMs);
      if (after === undefined) return;
      const limit = options.rangeSize ?? RANGE_SIZE;
      const owner = await pair.digest({ after, limit });
      const range = { after, upTo: owner.upTo };
      if (await compare(range, owner)) await cursor.advance(owner.upTo ?? '');
    });
  return {
    step,
    start() {
      timer = setInterval(() => {
        // A slow step delays the next one; steps never queue.
        running ??= step()
          .catch((err: unknown) =>
            log.warn(
              { err, pair: pair.name },
              'not reconciled, will try again',
            ),
          )
          .finally(() => (running = undefined));
      }, everyMs).unref();
    },
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

const keyOf = ({ id, state }: Entry) => `${id}\0${state}`;

/** One counter for all pairs of a service. */
const mendCounter = ({ registry }: Metrics) =>
  (registry.getSingleMetric('souk_reconciled_total') as
    Counter<'pair' | 'kind'> | undefined) ??
  new Counter({
    name: 'souk_reconciled_total',
    help: 'Differences between an owner and a copy that were mended',
    labelNames: ['pair', 'kind'],
    registers: [registry],
  });

/** A walk of this process alone; it begins anew after a restart. */
export function memoryCursor(): WalkCursor {
  let after = '';
  return {
    claim: async () => after,
    advance: async (next) => void (after = next),
  };
}
