import type { Logger } from '@souk/platform/telemetry/logger';
import { inSpan, storedContext } from '@souk/platform/telemetry/tracing';
import type { StockActors } from '../actor/client';
import type { Untold } from '../actor/document';
import { nextToTell, tell, type TellDeps } from './publish-turns';

/**
 * Tells what the actors committed: to the ledger, to the level view and to the
 * bus, at least once, in order per product.
 */
export interface StockRelay {
  /**
   * Takes what waits in a product's document and returns at once; what it
   * already has is not taken twice.
   */
  deliver(productId: string, untold: Untold[]): void;
  /**
   * The version up to which all is told, though the document may not know it
   * yet; the next turn lets go of it in passing.
   */
  toldUpTo(productId: string): number;
  /**
   * Tries once more what still waits, for two seconds at most. What then
   * remains is left to the reminder.
   */
  stop(): Promise<void>;
}

export interface StockRelayDeps extends TellDeps {
  stock: Pick<StockActors, 'told'>;
  log: Logger;
  /**
   * For so long no turn may have come before the document is written only to
   * let go of what has been told.
   */
  quietMs?: number;
  /**
   * After an event of a product, what else comes of it within that time waits
   * for the next one.
   */
  restMs?: number;
}

const PARALLEL = 8;
/**
 * With so many turns to tell a product goes before the others: it is the next
 * that would have to refuse.
 */
const URGENT = 25;
/**
 * New changes may keep coming while it stops; they too can be left to the
 * reminder.
 */
const STOP_MS = 2_000;
const RETRY_MS = { first: 100, most: 5_000 };
const QUIET_MS = 250;
/**
 * Hardly noticed; and a busy product, which makes a turn every few
 * milliseconds, is told with a fraction of the work.
 */
const REST_MS = 50;

interface Line {
  untold: Map<number, Untold>;
  told: number;
  /** The span of the latest turn that was told. */
  traceparent?: string | undefined;
  failures: number;
  running: boolean;
  /** Of the latest event, in milliseconds since the epoch. */
  toldAt: number;
  /**
   * Of a retry, of the rest after an event, or of the quiet after all has been
   * told.
   */
  timer?: NodeJS.Timeout;
}

export function stockRelay(deps: StockRelayDeps): StockRelay {
  const lines = new Map<string, Line>();
  const due = { urgent: new Set<string>(), others: new Set<string>() };
  const running = new Set<Promise<void>>();
  let stopping = false;

  const queue = (productId: string, line: Line) => {
    if (line.untold.size >= URGENT) {
      due.others.delete(productId);
      due.urgent.add(productId);
    } else if (!due.urgent.has(productId)) due.others.add(productId);
  };
  const later = (line: Line, productId: string, delayMs: number) => {
    clearTimeout(line.timer);
    line.timer = setTimeout(() => enqueue(productId, line), delayMs).unref();
  };
  const enqueue = (productId: string, line: Line) => {
    queue(productId, line);
    pump();
  };
  const soon = (productId: string, line: Line) => {
    const restMs = line.toldAt + (deps.restMs ?? REST_MS) - Date.now();
    if (restMs > 0 && line.untold.size < URGENT && !stopping)
      later(line, productId, restMs);
    else enqueue(productId, line);
  };
  /**
   * One go: what waits is told, or, when nothing does, the document lets go of
   * what has been told.
   */
  const go = async (productId: string, line: Line) => {
    const batch = nextToTell(line.untold);
    const latest = batch.at(-1);
    if (latest) {
      await tell(deps, batch);
      for (const { fact } of batch) line.untold.delete(fact.version);
      line.told = latest.fact.version;
      line.toldAt = Date.now();
      line.traceparent = latest.traceparent;
    } else {
      await inSpan(
        'relay told',
        { parent: storedContext(line.traceparent) },
        () => deps.stock.told(productId, line.told),
      );
      if (line.untold.size === 0) lines.delete(productId);
      return;
    }
    if (stopping) queue(productId, line);
    else later(line, productId, deps.quietMs ?? QUIET_MS);
  };
  const run = async (productId: string, line: Line) => {
    clearTimeout(line.timer);
    try {
      await go(productId, line);
      line.failures = 0;
      if (line.untold.size > 0) soon(productId, line); // came while this ran, and perhaps waited for a retry
    } catch (err) {
      deps.log.warn(
        { err, productId, waiting: line.untold.size },
        'stock change not told yet, will be tried again',
      );
      line.failures += 1;
      due.urgent.delete(productId);
      due.others.delete(productId);
      if (!stopping)
        later(
          line,
          productId,
          Math.min(RETRY_MS.most, RETRY_MS.first * 2 ** line.failures),
        );
    }
  };
  const pump = () => {
    // Not copied into one list: thousands may wait, and this runs after each
    // that was told.
    for (const waiting of [due.urgent, due.others]) {
      for (const productId of waiting) {
        const line = lines.get(productId);
        if (running.size >= PARALLEL) return;
        if (line?.running) continue; // in order: its earlier changes are being told right now
        waiting.delete(productId);
        if (!line) continue;
        line.running = true;
        const work = run(productId, line).finally(() => {
          line.running = false;
          running.delete(work);
          pump();
        });
        running.add(work);
      }
    }
  };
  return {
    deliver(productId, untold) {
      const line = lines.get(productId) ?? {
        untold: new Map<number, Untold>(),
        told: 0,
        failures: 0,
        running: false,
        toldAt: 0,
      };
      const known = line.untold.size;
      const news = untold.filter(({ fact }) => fact.version > line.told);
      for (const entry of news)
        line.untold.set(
          entry.fact.version,
          line.untold.get(entry.fact.version) ?? entry,
        );
      lines.set(productId, line);
      // While a retry is pending new changes wait with the old ones.
      if (
        line.untold.size > known &&
        !line.running &&
        (line.failures === 0 || stopping)
      )
        soon(productId, line);
    },
    toldUpTo: (productId) => lines.get(productId)?.told ?? 0,
    async stop() {
      stopping = true;
      for (const [productId, line] of lines) {
        clearTimeout(line.timer);
        enqueue(productId, line);
      }
      const end = Date.now() + STOP_MS;
      while (running.size > 0 && Date.now() < end) await Promise.all(running);
    },
  };
}
