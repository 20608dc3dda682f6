import type { Sidecar } from '@souk/platform/dapr/sidecar';
import { publisher } from '@souk/platform/dapr/publish';
import { createRelay } from '@souk/platform/mongo/relay';
import { traceHeaders } from '@souk/platform/telemetry/tracing';
import { testDatabase } from '@souk/platform/testing/database';
import { testIdentity, unsignedBy } from '@souk/platform/testing/identity';
import { testShell } from '@souk/platform/testing/shell';
import { recordSpans } from '@souk/platform/testing/spans';
import { until } from '@souk/platform/testing/until';
import request from 'supertest';
import { v7 } from 'uuid';
import { createProductsApp } from '../src/app';
import { productCollection, productStore } from '../src/products/store';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';

const mongo = testDatabase('products-trace');
const spans = recordSpans();
const sent: string[] = [];
const sidecar: Sidecar = {
  async request() {
    sent.push(String(traceHeaders()['traceparent']));
    return { status: 204, headers: {}, text: '' };
  },
  close: async () => undefined,
};
const shell = testShell('products');
const now = () => new Date();
const collection = productCollection(mongo.db);
const relay = createRelay(collection, {
  publish: publisher(sidecar, 'bus', unsignedBy('products')),
  log: shell.log,
  metrics: shell.metrics,
});
afterAll(async () => {
  await relay.stop();
  await mongo.close();
});

it('carries one trace from the request through the document to the broker, each span the child of the previous one', async () => {
  const identity = testIdentity('products');
  const store = productStore(collection, (id) => relay.saved(id), now);
  const app = createProductsApp({
    store,
    quota: { products: 100, categories: 100 },
    newId: v7,
    now,
    verify: identity.verify,
    keys: identity.keys,
    shell,
  });
  await request(app.callback())
    .post('/addProduct')
    .set(
      identity.as({
        subject: 'ann',
        role: 'vendor',
        scopes: ['products:write'],
      }),
    )
    .set('traceparent', `00-${TRACE}-${CALLER}-01`)
    .send({
      name: 'Cup',
      description: '',
      category: 'Kitchen',
      price: { amountMinor: 1, currency: 'EUR' },
    })
    .expect(201);
  await until('the event is published', () => sent.length > 0);

  const named = (name: string) =>
    until(`the span ${name}`, () =>
      spans
        .ended()
        .find(
          (span) => span.name === name && span.spanContext().traceId === TRACE,
        ),
    );
  const chain = await Promise.all(
    [
      'POST /addProduct',
      'insert products',
      'relay',
      'publish products.product-created.v1',
    ].map(named),
  );
  const ids = chain.map((span) => span.spanContext().spanId);
  expect(chain.map((span) => span.parentSpanContext?.spanId)).toEqual([
    CALLER,
    ...ids.slice(0, 3),
  ]);
  expect(sent).toEqual([`00-${TRACE}-${ids[3]!}-01`]);
});
