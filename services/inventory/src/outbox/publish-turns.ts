import { stockChanged } from '@souk/contracts/inventory/events';
import type { Publish } from '@souk/platform/dapr/publish';
import type { Metrics } from '@souk/platform/telemetry/metrics';
import {
  inSpan,
  linkTo,
  storedContext,
} from '@souk/platform/telemetry/tracing';
import type { Untold } from '../actor/document';
import { foldFacts } from './merge-facts';
import type { StockLedger } from '../ledger/store';

export interface TellDeps {
  ledger: Pick<StockLedger, 'append' | 'showLevel'>;
  publish: Publish;
  metrics: Metrics;
}

/**
 * Told at once: what goes into one event stays far below what a sidecar takes.
 */
const MOST_CHANGES = 2_000;

/**
 * The earliest versions that wait, as many as make one event: those between
 * that another host tells are not in it.
 */
export function nextToTell(untold: ReadonlyMap<number, Untold>): Untold[] {
  const waiting = [...untold.values()].sort(
    (a, b) => a.fact.version - b.fact.version,
  );
  const first = waiting[0]?.fact.version ?? 0;
  let changes = 0;
  const end = waiting.findIndex(({ fact }, n) => {
    changes += fact.changes.length;
    return fact.version !== first + n || (changes > MOST_CHANGES && n > 0);
  });
  return end === -1 ? waiting : waiting.slice(0, end);
}

/**
 * The order matters: whoever hears of a change finds it in the ledger and in
 * the level view. Several turns make one event, which belongs to the trace of
 * the latest; the traces of the others end in a span linked to it.
 */
export async function tell(
  { ledger, publish, metrics }: TellDeps,
  batch: Untold[],
): Promise<void> {
  const latest = batch.at(-1);
  if (!latest) return;
  const earlier = batch.slice(0, -1);
  const links = earlier.flatMap(({ traceparent }) => linkTo(traceparent));
  await inSpan('relay', { ...spanOf(latest), links }, async (span) => {
    const toBatch = { links: [{ context: span.spanContext() }] };
    for (const untold of earlier)
      await inSpan(
        'relay',
        { ...spanOf(untold), ...toBatch },
        async () => undefined,
      );
    const { productId, version, available, at } = latest.fact;
    await ledger.append(batch.map(({ fact }) => fact));
    await ledger.showLevel({
      productId,
      version,
      available,
      asOf: at,
      nextExpiry: latest.nextExpiry ?? null,
    });
    const data = foldFacts(batch.map(({ fact }) => fact));
    await publish({
      id: eventId(data),
      topic: stockChanged.topic,
      data,
      time: at,
    });
    metrics.eventsPublished.inc({ topic: stockChanged.topic });
  });
}

/** The same turns published twice are the same event. */
const eventId = ({ productId, version, fromVersion }: Untold['fact']) =>
  fromVersion === undefined
    ? `${productId}.${version}`
    : `${productId}.${fromVersion}-${version}`;

const spanOf = ({ fact, traceparent }: Untold) => ({
  parent: storedContext(traceparent),
  attributes: { 'messaging.message.id': eventId(fact) },
});
