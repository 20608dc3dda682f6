import { stockChanged } from '@souk/contracts/inventory';
import type { Publish } from '@souk/platform/dapr/publish';
import type { Logger } from '@souk/platform/telemetry/logger';
import type { Metrics } from '@souk/platform/telemetry/metrics';
import { inSpan, linkTo, storedContext } from '@souk/platform/telemetry/tracing';
import type { StockActors } from './stock-actors';
import { foldFacts } from './stock-facts';
import type { Untold } from './stock-document';
import type { StockLedger } from './stock-ledger-store';

/** Tells what the actors committed: to the ledger, to the level view and to the bus, at least once, in order per product. */
export interface StockRelay {
  /** Takes what waits in a product's document and returns at once; what it already has is not taken twice. */
  deliver(productId: string, untold: Untold[]): void;
  /** The version up to which all is told, though the document may not know it yet; the next turn lets go of it in passing. */
  toldUpTo(productId: string): number;
  /** Tries once more what still waits, for two seconds at most. What then remains is left to the reminder. */
  stop(): Promise<void>;
}

export interface StockRelayDeps {
  ledger: Pick<StockLedger, 'append' | 'showLevel'>;
  publish: Publish;
  stock: Pick<StockActors, 'told'>;
  log: Logger;
  metrics: Metrics;
  /** For so long no turn may have come before the document is written only to let go of what has been told. */
  quietMs?: number;
}

const PARALLEL = 8;
/** With so many turns to tell a product goes before the others: it is the next that would have to refuse. */
const URGENT = 25;
/** New changes may keep coming while it stops; they too can be left to the reminder. */
const STOP_MS = 2_000;
const RETRY_MS = { first: 100, most: 5_000 };
const QUIET_MS = 250;
/** Told at once: what goes into one event stays far below what a sidecar takes. */
const MOST_CHANGES = 2_000;

interface Line {
  untold: Map<number, Untold>;
  told: number;
  /** The span of the latest turn that was told. */
  traceparent?: string | undefined;
  failures: number;
  running: boolean;
  /** Of a retry, or of the quiet after all has been told. */
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
    line.timer = setTimeout(() => enqueue(productId), delayMs).unref();
  };
  /** One go: what waits is told, or, when nothing does, the document lets go of what has been told. */
  const go = async (productId: string, line: Line) => {
    const batch = nextBatch(line.untold);
    const latest = batch.at(-1);
    if (latest) {
      await tell(deps, batch);
      for (const { fact } of batch) line.untold.delete(fact.version);
      line.told = latest.fact.version;
      line.traceparent = latest.traceparent;
    } else {
      await inSpan('relay told', { parent: storedContext(line.traceparent) }, () => deps.stock.told(productId, line.told));
      if (line.untold.size === 0) lines.delete(productId);
      return;
    }
    if (line.untold.size > 0 || stopping) queue(productId, line);
    else later(line, productId, deps.quietMs ?? QUIET_MS);
  };
  const run = async (productId: string, line: Line) => {
    try {
      await go(productId, line);
      line.failures = 0;
      if (line.untold.size > 0) queue(productId, line); // came while this ran, and perhaps waited for a retry
    } catch (err) {
      deps.log.warn({ err, productId, waiting: line.untold.size }, 'stock change not told yet, will be tried again');
      line.failures += 1;
      due.urgent.delete(productId);
      due.others.delete(productId);
      if (!stopping) later(line, productId, Math.min(RETRY_MS.most, RETRY_MS.first * 2 ** line.failures));
    }
  };
  const pump = () => {
    // Not copied into one list: thousands may wait, and this runs after each that was told.
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
  const enqueue = (productId: string) => {
    const line = lines.get(productId);
    if (line) queue(productId, line);
    pump();
  };
  return {
    deliver(productId, untold) {
      const line = lines.get(productId) ?? { untold: new Map<number, Untold>(), told: 0, failures: 0, running: false };
      const known = line.untold.size;
      const news = untold.filter(({ fact }) => fact.version > line.told);
      for (const entry of news) line.untold.set(entry.fact.version, line.untold.get(entry.fact.version) ?? entry);
      lines.set(productId, line);
      // While a retry is pending new changes wait with the old ones.
      if (line.untold.size > known && (line.failures === 0 || stopping)) enqueue(productId);
    },
    toldUpTo: (productId) => lines.get(productId)?.told ?? 0,
    async stop() {
      stopping = true;
      for (const [productId, line] of lines) {
        clearTimeout(line.timer);
        enqueue(productId);
      }
      const end = Date.now() + STOP_MS;
      while (running.size > 0 && Date.now() < end) await Promise.all(running);
    },
  };
}

/** The earliest versions that wait, as many as make one event: those between that another host tells are not in it. */
function nextBatch(untold: Line['untold']): Untold[] {
  const waiting = [...untold.values()].sort((a, b) => a.fact.version - b.fact.version);
  const first = waiting[0]?.fact.version ?? 0;
  let changes = 0;
  const end = waiting.findIndex(({ fact }, n) => {
    changes += fact.changes.length;
    return fact.version !== first + n || (changes > MOST_CHANGES && n > 0);
  });
  return end === -1 ? waiting : waiting.slice(0, end);
}

/**
 * The order matters: whoever hears of a change finds it in the ledger and in the level view. Several turns make one
 * event, which belongs to the trace of the latest; the traces of the others end in a span linked to it.
 */
async function tell({ ledger, publish, metrics }: StockRelayDeps, batch: Untold[]): Promise<void> {
  const latest = batch.at(-1);
  if (!latest) return;
  const earlier = batch.slice(0, -1);
  const links = earlier.flatMap(({ traceparent }) => linkTo(traceparent));
  await inSpan('relay', { ...spanOf(latest), links }, async (span) => {
    const toBatch = { links: [{ context: span.spanContext() }] };
    for (const untold of earlier) await inSpan('relay', { ...spanOf(untold), ...toBatch }, async () => undefined);
    const { productId, version, available, at } = latest.fact;
    await ledger.append(batch.map(({ fact }) => fact));
    await ledger.showLevel({ productId, version, available, asOf: at, nextExpiry: latest.nextExpiry ?? null });
    const data = foldFacts(batch.map(({ fact }) => fact));
    await publish({ id: eventId(data), topic: stockChanged.topic, data, time: at });
    metrics.eventsPublished.inc({ topic: stockChanged.topic });
  });
}

/** The same turns published twice are the same event. */
const eventId = ({ productId, version, fromVersion }: Untold['fact']) =>
  fromVersion === undefined ? `${productId}.${version}` : `${productId}.${fromVersion}-${version}`;

const spanOf = ({ fact, traceparent }: Untold) => ({
  parent: storedContext(traceparent),
  attributes: { 'messaging.message.id': eventId(fact) },
});
