import { BUDGET_MS, withBudget } from '../http/deadline';
import { inSpan, storedContext } from '../telemetry/tracing';
import { keyedQueue } from './keyed-queue';

/** What an outbox holds of a committed turn. */
export interface OutboxEntry {
  /** Names the span of the turn. */
  traceparent?: string | undefined;
}

/**
 * Publishes what actors have committed to the outbox in their document, at
 * least once and in order per actor (the transactional outbox of Richardson,
 * "Microservices Patterns", 3.2, without the polling: a relay reminder brings
 * back what a crash left).
 */
export interface OutboxRelay<E extends OutboxEntry> {
  /**
   * Takes the entries of an actor's outbox and returns at once; those it has
   * already are not taken twice.
   */
  deliver(key: string, entries: E[]): void;
  /**
   * The version up to which all is published, though the document may not know
   * it yet: the next turn drops it in passing.
   */
  publishedUpTo(key: string): number;
  /**
   * Tries once more what still waits, for two seconds at most. The rest is left
   * to the reminder.
   */
  stop(): Promise<void>;
}

export interface OutboxRelayDeps<E extends OutboxEntry> {
  /** Counts the committed turns of an actor, from 1. */
  versionOf: (entry: E) => number;
  /** Publishes one batch: entries whose versions follow one another. */
  publish: (key: string, batch: E[]) => Promise<void>;
  /** The most of `sizeOf` in a batch of several; without it all that wait. */
  most?: number;
  /** What an entry adds to a batch; 1 unless given. */
  sizeOf?: (entry: E) => number;
  /**
   * Has the document drop everything up to this version. Called outside of any
   * turn, when no turn has come for a while.
   */
  confirm: (key: string, version: number) => Promise<void>;
  /** Called to log a failure; the relay tries again by itself. */
  failed: (err: unknown, key: string, waiting: number) => void;
  /** How long no turn may have come before `confirm` is called. */
  quietMs?: number;
  /**
   * After a batch of a key, entries that come within that time wait for the
   * next one.
   */
  restMs?: number;
}

const PARALLEL = 8;
/**
 * With so many entries a key goes before the others: its outbox is the next to
 * be full.
 */
const URGENT = 25;
/** New entries may keep coming; they too can be left to the reminder. */
const STOP_MS = 2_000;
const RETRY_MS = { first: 100, most: 5_000 };
const QUIET_MS = 250;
/**
 * Hardly noticed; and a busy actor, which commits every few milliseconds, is
 * published with a fraction of the work.
 */
const REST_MS = 50;

/** What one key has to publish. */
interface Line<E> {
  waiting: Map<number, E>;
  /** The latest version that was published, and the span of its turn. */
  published: number;
  traceparent?: string | undefined;
  failures: number;
  running: boolean;
  /** Of the latest batch, in milliseconds since the epoch. */
  publishedAt: number;
  /** Of a retry, of the rest after a batch, or of the quiet after the last. */
  timer?: NodeJS.Timeout;
}

export function outboxRelay<E extends OutboxEntry>(
  deps: OutboxRelayDeps<E>,
): OutboxRelay<E> {
  const { restMs = REST_MS, quietMs = QUIET_MS } = deps;
  const lines = new Map<string, Line<E>>();
  let stopping = false;

  const isUrgent = ({ waiting }: Line<E>) => waiting.size >= URGENT;
  const enqueue = (key: string, line: Line<E>) =>
    queue.add(key, isUrgent(line));
  const later = (key: string, line: Line<E>, delayMs: number) => {
    clearTimeout(line.timer);
    line.timer = setTimeout(() => enqueue(key, line), delayMs).unref();
  };
  const soon = (key: string, line: Line<E>) => {
    const leftMs = line.publishedAt + restMs - Date.now();
    if (leftMs > 0 && !isUrgent(line) && !stopping) later(key, line, leftMs);
    else enqueue(key, line);
  };
  const publish = async (key: string, line: Line<E>, batch: E[]) => {
    await deps.publish(key, batch);
    for (const entry of batch) line.waiting.delete(deps.versionOf(entry));
    const latest = batch.at(-1);
    if (latest) line.published = deps.versionOf(latest);
    line.traceparent = latest?.traceparent;
    line.publishedAt = Date.now();
    if (stopping) enqueue(key, line);
    else later(key, line, quietMs);
  };
  const confirm = async (key: string, line: Line<E>) => {
    await inSpan(
      'relay published',
      { parent: storedContext(line.traceparent) },
      () => deps.confirm(key, line.published),
    );
    if (line.waiting.size === 0) lines.delete(key);
  };
  const run = async (key: string, line: Line<E>) => {
    clearTimeout(line.timer);
    line.running = true;
    try {
      const batch = nextBatch(line.waiting, deps);
      if (batch.length > 0) await publish(key, line, batch);
      else await confirm(key, line);
      line.failures = 0;
      // Entries came meanwhile, and perhaps waited for a retry.
      if (line.waiting.size > 0) soon(key, line);
    } catch (err) {
      deps.failed(err, key, line.waiting.size);
      line.failures += 1;
      queue.drop(key);
      if (!stopping) later(key, line, retryMs(line.failures));
    } finally {
      line.running = false;
    }
  };
  const queue = keyedQueue(async (key) => {
    const line = lines.get(key);
    // Not in the time of the turn that committed the first of them.
    if (line) await withBudget(BUDGET_MS, () => run(key, line));
  }, PARALLEL);

  return {
    deliver(key, entries) {
      if (entries.length === 0) return;
      const line = lines.get(key) ?? emptyLine<E>();
      lines.set(key, line);
      const known = line.waiting.size;
      for (const entry of entries) {
        const version = deps.versionOf(entry);
        if (version > line.published && !line.waiting.has(version))
          line.waiting.set(version, entry);
      }
      // While a retry is pending new entries wait with the old ones.
      const free = !line.running && (line.failures === 0 || stopping);
      if (line.waiting.size > known && free) soon(key, line);
    },
    publishedUpTo: (key) => lines.get(key)?.published ?? 0,
    async stop() {
      stopping = true;
      for (const [key, line] of lines) {
        clearTimeout(line.timer);
        enqueue(key, line);
      }
      await queue.idle(Date.now() + STOP_MS);
    },
  };
}

/**
 * The entries with the earliest versions that wait, as many as make one batch:
 * versions missing between them are published by another host.
 */
export function nextBatch<E extends OutboxEntry>(
  waiting: ReadonlyMap<number, E>,
  {
    sizeOf = () => 1,
    most = Infinity,
  }: Pick<OutboxRelayDeps<E>, 'sizeOf' | 'most'>,
): E[] {
  const sorted = [...waiting].sort(([a], [b]) => a - b);
  const first = sorted[0]?.[0] ?? 0;
  let size = 0;
  const end = sorted.findIndex(([version, entry], n) => {
    size += sizeOf(entry);
    return version !== first + n || (size > most && n > 0);
  });
  const batch = end === -1 ? sorted : sorted.slice(0, end);
  return batch.map(([, entry]) => entry);
}

const retryMs = (failures: number) =>
  Math.min(RETRY_MS.most, RETRY_MS.first * 2 ** failures);

const emptyLine = <E>(): Line<E> => ({
  waiting: new Map(),
  published: 0,
  failures: 0,
  running: false,
  publishedAt: 0,
});
