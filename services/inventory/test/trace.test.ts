import { inSpan } from '@souk/platform/telemetry/tracing';
import { recordSpans } from '@souk/platform/testing/spans';
import { until } from '@souk/platform/testing/until';
import { inventoryWorld, opening, PRODUCT } from './support/inventory-world';
import { runningApp } from './support/running-app';

const spans = recordSpans();
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';

it('puts the spans of publishing under the turn, in the trace of the request', async () => {
  const { api, service, open, levels, document } = runningApp();
  await open('p-0'); // another trace, whose relay may still run
  await api
    .post('/stock/p-1/open')
    .set(service)
    .set('traceparent', `00-${TRACE}-${CALLER}-01`)
    .send({ vendorId: 'ann', initialStock: [] })
    .expect(200);
  await until(
    'both are published',
    async () => (await levels.of(['p-0', 'p-1'])).length === 2,
  );
  await until('both are marked', () =>
    ['p-0', 'p-1'].every((id) => document(id)?.outbox.length === 0),
  );
  const named = (name: string) =>
    until(`the span ${name}`, () =>
      spans
        .ended()
        .find(
          (span) => span.name === name && span.spanContext().traceId === TRACE,
        ),
    );
  const turn = await named('turn InventoryActor apply');
  const relay = await named('relay');
  expect(relay.parentSpanContext?.spanId).toBe(turn.spanContext().spanId);
  const marked = await named('turn InventoryActor told');
  expect(marked.spanContext().traceId).toBe(TRACE);
});

it('keeps that parent when a later process publishes, called by another request', async () => {
  const world = inventoryWorld();
  const crashed = world.boot((door, call) =>
    door === 'append' ? () => new Promise(() => undefined) : call,
  );
  let turn = '';
  await inSpan('the turn', {}, async (span) => {
    turn = span.spanContext().spanId;
    await crashed.apply(PRODUCT, opening);
  });
  await inSpan('someone else', {}, () => world.boot().level(PRODUCT));
  const ofTurn = () =>
    spans
      .ended()
      .find(
        ({ name, parentSpanContext }) =>
          name === 'relay' && parentSpanContext?.spanId === turn,
      );
  expect(
    (await until('the relay span under the turn', ofTurn)).attributes,
  ).toEqual({ 'messaging.message.id': `${PRODUCT}.1` });
});
