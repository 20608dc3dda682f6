import { recordSpans } from '@souk/platform/testing/spans';
import { until } from '@souk/platform/testing/until';
import { runningApp } from './running-app';

const spans = recordSpans();
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';

it('hangs what is told about a change under the turn that made it, in the trace of the request', async () => {
  const { api, service, open, published, document } = runningApp();
  await open('p-0'); // another trace, whose relay may still run
  await api
    .post('/stock/p-1/open')
    .set(service)
    .set('traceparent', `00-${TRACE}-${CALLER}-01`)
    .send({ vendorId: 'ann', initialStock: [] })
    .expect(200);
  await until('both are published', () => published.length === 2);
  await until('both are marked', () => ['p-0', 'p-1'].every((id) => document(id)?.outbox.length === 0));
  const named = (name: string) =>
    until(`the span ${name}`, () => spans.ended().find((span) => span.name === name && span.spanContext().traceId === TRACE));
  const turn = await named('turn InventoryActor apply');
  const relay = await named('relay');
  expect(relay.parentSpanContext?.spanId).toBe(turn.spanContext().spanId);
  const marked = await named('turn InventoryActor told');
  expect(marked.spanContext().traceId).toBe(TRACE);
});
