import { stockChanged } from '@souk/contracts/inventory';
import type { Publish } from '@souk/platform/dapr/publish';
import type { Logger } from '@souk/platform/telemetry/logger';
import type { Metrics } from '@souk/platform/telemetry/metrics';
import { inSpan, linkTo, storedContext } from '@souk/platform/telemetry/tracing';
import type { StockActors } from './stock-actors';
import type { Untold } from './stock-document';
import type { StockLedger } from './stock-ledger-store';

/** Tells what the actors committed: to the ledger, to the level view and to the bus, at least once, in order per product. */
export interface StockRelay {
  /** Takes what waits in a product's document and returns at once; what it already has is not taken twice. */
  deliver(productId: string, untold: Untold[]): void;
  /** Tries once more what still waits, for two seconds at most. What then remains is left to the reminder. */
  stop(): Promise<void>;
}

export interface StockRelayDeps {
  ledger: Pick<StockLedger, 'append' | 'showLevel'>;
  publish: Publish;
  stock: Pick<StockActors, 'told'>;
  log: Logger;
  metrics: Metrics;
}

const PARALLEL = 8;
/** New changes may keep coming while it stops; they too can be left to the reminder. */
const STOP_MS = 2_000;
const RETRY_MS = { first: 100, most: 5_000 };

interface Line {
  untold: Map<number, Untold>;
  failures: number;
  running: boolean;
  retry?: NodeJS.Timeout;
}

export function stockRelay(deps: StockRelayDeps): StockRelay {
  const lines = new Map<string, Line>();
  const due = new Set<string>();
  const running = new Set<Promise<void>>();
  let stopping = false;

  const run = async (productId: string, line: Line) => {
    const batch = [...line.untold.values()].sort((a, b) => a.fact.version - b.fact.version);
    try {
      await tell(deps, batch);
      for (const { fact } of batch) line.untold.delete(fact.version);
      line.failures = 0;
      if (line.untold.size === 0) lines.delete(productId);
      else due.add(productId); // came while this ran, and waited for a retry that is not needed any more
    } catch (err) {
      deps.log.warn({ err, productId, waiting: line.untold.size }, 'stock change not told yet, will be tried again');
      line.failures += 1;
      due.delete(productId);
      if (stopping) return;
      const delay = Math.min(RETRY_MS.most, RETRY_MS.first * 2 ** line.failures);
      line.retry = setTimeout(() => enqueue(productId), delay).unref();
    }
  };
  const pump = () => {
    for (const productId of due) {
      const line = lines.get(productId);
      if (running.size >= PARALLEL) return;
      if (line?.running) continue; // in order: its earlier changes are being told right now
      due.delete(productId);
      if (!line) continue;
      line.running = true;
      const work = run(productId, line).finally(() => {
        line.running = false;
        running.delete(work);
        pump();
      });
      running.add(work);
    }
  };
  const enqueue = (productId: string) => {
    due.add(productId);
    pump();
  };
  return {
    deliver(productId, untold) {
      const line = lines.get(productId) ?? { untold: new Map<number, Untold>(), failures: 0, running: false };
      const known = line.untold.size;
      for (const entry of untold) line.untold.set(entry.fact.version, line.untold.get(entry.fact.version) ?? entry);
      lines.set(productId, line);
      // While a retry is pending new changes wait with the old ones.
      if (line.untold.size > known && (line.failures === 0 || stopping)) enqueue(productId);
    },
    async stop() {
      stopping = true;
      for (const [productId, line] of lines) {
        clearTimeout(line.retry);
        enqueue(productId);
      }
      const end = Date.now() + STOP_MS;
      while (running.size > 0 && Date.now() < end) await Promise.all(running);
    },
  };
}

/**
 * The order matters: whoever hears of a change finds it in the ledger and in the level view, and the entries are let
 * go of last. What is done for all at once belongs to the trace of the latest and is linked to the others.
 */
async function tell({ ledger, publish, stock, metrics }: StockRelayDeps, batch: Untold[]): Promise<void> {
  const latest = batch.at(-1);
  if (!latest) return;
  const earlier = batch.slice(0, -1);
  const announce = async ({ fact }: Untold) => {
    await publish({ id: eventId(fact), topic: stockChanged.topic, data: fact, time: fact.at });
    metrics.eventsPublished.inc({ topic: stockChanged.topic });
  };
  const links = earlier.flatMap(({ traceparent }) => linkTo(traceparent));
  await inSpan('relay', { ...spanOf(latest), links }, async () => {
    const { productId, version, available, at } = latest.fact;
    await ledger.append(batch.map(({ fact }) => fact));
    await ledger.showLevel({ productId, version, available, asOf: at, nextExpiry: latest.nextExpiry ?? null });
    for (const untold of earlier) await inSpan('relay', spanOf(untold), () => announce(untold));
    await announce(latest);
    await stock.told(productId, version);
  });
}

/** The same turn published twice is the same event. */
const eventId = ({ productId, version }: Untold['fact']) => `${productId}.${version}`;

const spanOf = ({ fact, traceparent }: Untold) => ({
  parent: storedContext(traceparent),
  attributes: { 'messaging.message.id': eventId(fact) },
});
