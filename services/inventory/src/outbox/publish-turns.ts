import { stockChanged } from '@souk/contracts/inventory/events';
import type { StockSummary } from '@souk/contracts/inventory/views';
import type { Publish } from '@souk/platform/dapr/publish';
import type { Metrics } from '@souk/platform/telemetry/metrics';
import {
  inSpan,
  linkTo,
  storedContext,
} from '@souk/platform/telemetry/tracing';
import type { TurnFact, Unpublished } from './entry';
import { mergeFacts } from './merge-facts';

/** A level, and when the first of its held reservations expires. */
export interface ShownLevel extends StockSummary {
  nextExpiry: string | null;
}

/** Where turns are published; each may receive a turn more than once. */
export interface PublishDeps {
  ledger: { append: (facts: TurnFact[]) => Promise<void> };
  levels: { show: (level: ShownLevel) => Promise<void> };
  publish: Publish;
  metrics: Metrics;
}

/**
 * The order matters: a consumer of the event finds the change in the ledger and
 * the level view. Several turns make one event in the trace of the latest turn;
 * the other traces end in a span linked to it.
 */
export async function publishTurns(
  { ledger, levels, publish, metrics }: PublishDeps,
  batch: Unpublished[],
): Promise<void> {
  const latest = batch.at(-1);
  if (!latest) return;
  const earlier = batch.slice(0, -1);
  const links = earlier.flatMap(({ traceparent }) => linkTo(traceparent));
  await inSpan('relay', { ...spanOf(latest), links }, async (span) => {
    const toBatch = { links: [{ context: span.spanContext() }] };
    for (const entry of earlier)
      await inSpan(
        'relay',
        { ...spanOf(entry), ...toBatch },
        async () => undefined,
      );
    const { productId, version, available, at } = latest.fact;
    await ledger.append(batch.map(({ fact }) => fact));
    await levels.show({
      productId,
      version,
      available,
      asOf: at,
      nextExpiry: latest.nextExpiry ?? null,
    });
    const data = mergeFacts(batch.map(({ fact }) => fact));
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
const eventId = ({ productId, version, fromVersion }: TurnFact) =>
  fromVersion === undefined
    ? `${productId}.${version}`
    : `${productId}.${fromVersion}-${version}`;

const spanOf = ({ fact, traceparent }: Unpublished) => ({
  parent: storedContext(traceparent),
  attributes: { 'messaging.message.id': eventId(fact) },
});
