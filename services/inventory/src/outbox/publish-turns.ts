import type { StockSummary } from '@souk/contracts/inventory/views';
import {
  inSpan,
  linkTo,
  storedContext,
} from '@souk/platform/telemetry/tracing';
import type { TurnFact, Unpublished } from './entry';

/** A level, and when the first of its held reservations expires. */
export interface ShownLevel extends StockSummary {
  nextExpiry: string | null;
}

/** Where turns are published; each may receive a turn more than once. */
export interface PublishDeps {
  ledger: { append: (facts: TurnFact[]) => Promise<void> };
  levels: { show: (level: ShownLevel) => Promise<void> };
}

/**
 * The order matters: whoever hears of a level finds its turn in the ledger. The
 * level waits in its own document for the broker, so a broker that is away
 * never fills the outbox of the actor. Several turns are published in the trace
 * of the latest; the other traces end in a span linked to it.
 */
export async function publishTurns(
  { ledger, levels }: PublishDeps,
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
  });
}

const spanOf = ({
  fact: { productId, version },
  traceparent,
}: Unpublished) => ({
  parent: storedContext(traceparent),
  attributes: { 'messaging.message.id': `${productId}.${version}` },
});
