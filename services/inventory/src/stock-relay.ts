import { stockChanged } from '@souk/contracts/inventory';
import type { Publish } from '@souk/platform/dapr/publish';
import type { Logger } from '@souk/platform/telemetry/logger';
import type { Metrics } from '@souk/platform/telemetry/metrics';
import { inSpan, storedContext } from '@souk/platform/telemetry/tracing';
import type { StockActors } from './stock-actors';
import type { Untold } from './stock-document';
import type { StockLedger } from './stock-ledger-store';

/** Tells what the actors committed: to the ledger, to the level view and to the bus, at least once, in order per product. */
export interface StockRelay {
  /** Takes what waits in a product's document and returns at once; what it already has is not taken twice. */
  deliver(productId: string, untold: Untold[]): void;
  /** Tries once more what still waits and resolves when nothing is under way. What then remains is left to the reminder. */
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
      for (const [n, untold] of batch.entries()) await tell(deps, untold, n === batch.length - 1);
      for (const { fact } of batch) line.untold.delete(fact.version);
      line.failures = 0;
      if (line.untold.size === 0) lines.delete(productId);
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
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/** The order matters: whoever hears of a change finds it in the level view, and the entry is let go of last. */
async function tell({ ledger, publish, stock, metrics }: StockRelayDeps, { fact, traceparent }: Untold, last: boolean) {
  const { productId, version } = fact;
  const id = `${productId}.${version}`;
  await inSpan('relay', { parent: storedContext(traceparent), attributes: { 'messaging.message.id': id } }, async () => {
    await ledger.append(fact);
    if (last) await ledger.showLevel({ productId, version, available: fact.available, asOf: fact.at });
    await publish({ id, topic: stockChanged.topic, data: fact, time: fact.at });
    metrics.eventsPublished.inc({ topic: stockChanged.topic });
    if (last) await stock.told(productId, version);
  });
}
