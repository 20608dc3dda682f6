import { createServer, request as httpRequest } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { AppError } from '@souk/platform/http/errors';
import { anyPublisher } from '@souk/platform/testing/identity';
import { MongoNotConnectedError } from 'mongodb';
import { READERS } from '@souk/contracts/registry/events';
import { asSidecar } from '@souk/platform/testing/sidecar';
import { until } from '@souk/platform/testing/until';
import { MAIN, NOW, runningApp } from './support/running-app';

const at = NOW.toISOString();
const created = 'products.product-created.v1';
const changed = 'products.product-changed.v1';
const archived = 'products.product-archived.v1';
const registered = 'vendors.vendor-registered.v1';
const product = (initialStock: object[] = []) => ({
  id: 'p-1',
  vendorId: 'ann',
  version: 1,
  status: 'active',
  name: 'Cup',
  description: '',
  category: 'Kitchen',
  price: { amountMinor: 100, currency: 'EUR' },
  sku: null,
  images: [],
  attributes: {},
  initialStock,
  createdAt: at,
  updatedAt: at,
});

it('subscribes to its events with a dead-letter topic', async () => {
  const { api } = runningApp();
  const answer = await api.get('/dapr/subscribe').set(asSidecar).expect(200);
  const deadLetterTopic = 'inventory.dead-letters';
  expect(answer.body).toEqual([
    {
      pubsubname: 'bus',
      topic: registered,
      route: `/events/${registered}`,
      deadLetterTopic,
    },
    {
      pubsubname: 'bus',
      topic: created,
      route: `/events/${created}`,
      deadLetterTopic,
    },
    ...[changed, archived].map((topic) => ({
      pubsubname: 'bus',
      topic,
      route: `/events/${topic}`,
      deadLetterTopic,
    })),
    {
      pubsubname: 'bus',
      topic: deadLetterTopic,
      route: `/events/${deadLetterTopic}`,
      metadata: { rawPayload: 'true' },
    },
  ]);
});

it('is declared as a reader of what it subscribes to', async () => {
  const { api } = runningApp();
  const answer = await api.get('/dapr/subscribe').set(asSidecar).expect(200);
  const declared = READERS.filter(({ shared }) => shared.includes('inventory'));
  expect(
    (answer.body as { topic: string }[]).map(({ topic }) => topic).sort(),
  ).toEqual(declared.map(({ topic }) => topic).sort());
});

describe(registered, () => {
  const vendor = { vendorId: 'ann', name: 'Ann', registeredAt: at };

  it('makes "Main", once', async () => {
    const { deliver, warehouses } = runningApp();
    for (const id of ['e-1', 'e-1', 'e-2'])
      expect(await deliver(registered, vendor, id)).toEqual({
        status: 'SUCCESS',
      });
    expect(await warehouses.ofVendor('ann')).toEqual([
      {
        id: MAIN,
        vendorId: 'ann',
        name: 'Main',
        city: null,
        country: null,
        createdAt: at,
      },
    ]);
  });

  it('is dropped when it can never be parsed', async () => {
    const { deliver } = runningApp();
    expect(await deliver(registered, { vendorId: 'a b' })).toEqual({
      status: 'DROP',
    });
  });

  it('is retried when the store fails, and kept as a dead letter at the fifth time', async () => {
    const { deliver, warehouses, letters } = runningApp();
    warehouses.add = async () => Promise.reject(new TypeError('a bug'));
    for (let n = 1; n < 5; n++)
      expect(await deliver(registered, vendor)).toEqual({ status: 'RETRY' });
    expect((await letters.counts()).waiting).toBe(0);
    expect(await deliver(registered, vendor)).toEqual({ status: 'SUCCESS' });
    expect(await letters.find('letter-event-1')).toMatchObject({
      topic: registered,
      lastProblem: 'The handler failed',
    });
  });

  it('is retried for as long as the database is away', async () => {
    const { deliver, warehouses } = runningApp();
    warehouses.add = async () => Promise.reject(new MongoNotConnectedError(''));
    for (let n = 0; n < 10; n++)
      expect(await deliver(registered, vendor)).toEqual({ status: 'RETRY' });
  });
});

describe(created, () => {
  it('opens stock at the given warehouses, once, even before the vendor is announced', async () => {
    const { deliver, api, service } = runningApp();
    const event = product([{ warehouseId: MAIN, quantity: 5 }]);
    for (const id of ['e-1', 'e-1', 'e-2'])
      expect(await deliver(created, event, id)).toEqual({ status: 'SUCCESS' });
    expect((await api.get('/stock/p-1').set(service)).body).toMatchObject({
      version: 1,
      available: 5,
    });
  });

  it('changes nothing when stock was opened by a call and counted before', async () => {
    const { deliver, open, put, api, service } = runningApp();
    await open('p-1', [{ warehouseId: MAIN, quantity: 5 }]);
    await put('p-1', 2);
    expect(
      await deliver(created, product([{ warehouseId: MAIN, quantity: 5 }])),
    ).toEqual({ status: 'SUCCESS' });
    expect((await api.get('/stock/p-1').set(service)).body).toMatchObject({
      version: 2,
      available: 2,
    });
  });

  it('opens once when delivered twice at the same time', async () => {
    const { deliver, api, service } = runningApp();
    const event = product([{ warehouseId: MAIN, quantity: 5 }]);
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => deliver(created, event)),
    );
    expect(answers).toEqual(Array(4).fill({ status: 'SUCCESS' }));
    expect((await api.get('/stock/p-1').set(service)).body).toMatchObject({
      version: 1,
      available: 5,
    });
  });

  it('is dropped when it names a warehouse of another vendor, since no retry can help', async () => {
    const { deliver, api, service } = runningApp();
    expect(
      await deliver(
        created,
        product([{ warehouseId: 'nowhere', quantity: 5 }]),
      ),
    ).toEqual({ status: 'DROP' });
    await api.get('/stock/p-1').set(service).expect(404);
  });

  it('is dropped when it can never be parsed', async () => {
    const { deliver } = runningApp();
    expect(await deliver(created, { id: 5 })).toEqual({ status: 'DROP' });
  });

  it('is retried while the state store is unavailable', async () => {
    const { deliver, state } = runningApp();
    state.faults.push('fails-before-write', 'fails-before-write');
    expect(await deliver(created, product())).toEqual({ status: 'RETRY' });
    expect(await deliver(created, product())).toEqual({ status: 'SUCCESS' });
  });
});

describe('dead letters', () => {
  const hopeless = {
    id: 'e-9',
    type: created,
    data: product([{ warehouseId: 'new-1', quantity: 5 }]),
  };
  const kept = async (verifyEvent = anyPublisher) => {
    const running = runningApp(verifyEvent);
    await running.letters.keep(hopeless);
    return {
      ...running,
      replay: (id: string) =>
        running.api.post(`/deadLetters/${id}/replay`).set(running.operator),
    };
  };

  it('are kept once each and listed', async () => {
    const { api, operator, deliver } = runningApp();
    for (let n = 0; n < 2; n++)
      expect(await deliver('inventory.dead-letters', {}, 'e-9')).toEqual({
        status: 'SUCCESS',
      });
    expect(
      (await api.get('/deadLetters').set(operator).expect(200)).body,
    ).toMatchObject({ items: [{ eventId: 'e-9' }] });
  });

  it('say why a replay failed', async () => {
    const { replay, letters } = await kept();
    const answer = await replay('letter-e-9').expect(409);
    expect(answer.body).toMatchObject({
      type: '/problems/replay-failed',
      detail: expect.stringContaining('initialStock.0') as unknown,
    });
    expect(await letters.find('letter-e-9')).toMatchObject({
      replayedAt: null,
      lastProblem: expect.stringContaining('initialStock.0') as unknown,
    });
  });

  it('run the same handler once the cause is fixed', async () => {
    const { replay, api, vendor, service } = await kept();
    await replay('letter-e-9').expect(409);
    await api
      .post('/warehouses')
      .set(vendor('ann'))
      .send({ name: 'North' })
      .expect(201);
    expect((await replay('letter-e-9').expect(200)).body).toMatchObject({
      id: 'letter-e-9',
      replayedAt: at,
      lastProblem: null,
    });
    expect((await api.get('/stock/p-1').set(service)).body).toMatchObject({
      available: 5,
    });
  });

  it('are dropped with a reason and stay as a record', async () => {
    const { api, operator, replay } = await kept();
    const drop = (id: string, reason = 'a duplicate') =>
      api.post(`/deadLetters/${id}/drop`).set(operator).send({ reason });
    await drop('letter-e-9', ' ').expect(422);
    const record = {
      id: 'letter-e-9',
      dropped: { at, by: 'olga', reason: 'a duplicate' },
    };
    for (const reason of ['a duplicate', 'another reason'])
      expect((await drop('letter-e-9', reason).expect(200)).body).toMatchObject(
        record,
      );
    expect((await replay('letter-e-9').expect(409)).body).toMatchObject({
      type: '/problems/dead-letter-settled',
    });
    await drop('letter-x').expect(404);
    const list = await api.get('/deadLetters').set(operator).expect(200);
    expect(list.body).toMatchObject({
      items: [record],
      more: false,
      counts: { waiting: 0, replayed: 0, dropped: 1 },
    });
  });

  it('are not dropped once they were replayed', async () => {
    const { api, operator, letters } = await kept();
    await letters.note('letter-e-9', null);
    await api
      .post('/deadLetters/letter-e-9/drop')
      .set(operator)
      .send({ reason: 'too late' })
      .expect(409);
  });

  it('are dropped by operators only', async () => {
    const { api, vendor, service } = await kept();
    for (const caller of [vendor('ann'), service])
      await api
        .post('/deadLetters/letter-e-9/drop')
        .set(caller)
        .send({ reason: 'mine' })
        .expect(403);
  });

  it('show in the metrics how many wait, and for how long', async () => {
    const { api, clock } = await kept();
    clock.ms += 90_000;
    const scrape = async () => (await api.get('/metrics').expect(200)).text;
    const text = await until('the figures are there', async () => {
      const scraped = await scrape();
      return scraped.includes('state="waiting"') ? scraped : undefined;
    });
    expect(text).toMatch(/souk_dead_letters\{state="waiting".*\} 1\n/);
    expect(text).toMatch(/souk_dead_letter_oldest_seconds\{.*\} 90\n/);
  });

  it('that their publisher did not sign cannot be replayed', async () => {
    const asked: unknown[] = [];
    const { replay, api, service } = await kept(async (event) => {
      asked.push(event);
      throw new AppError('invalid', 'invalid-token', 'Nobody signed it');
    });
    expect((await replay('letter-e-9').expect(409)).body).toMatchObject({
      type: '/problems/replay-failed',
      detail: 'Nobody signed it',
    });
    expect(asked).toEqual([hopeless]);
    await api.get('/stock/p-1').set(service).expect(404);
  });

  it('of a topic without a handler cannot be replayed', async () => {
    const { replay, letters } = await kept();
    await letters.keep({ id: 'e-8', type: 'orders.unknown.v1', data: {} });
    await replay('letter-e-8').expect(409);
  });

  it('that do not exist are not found', async () => {
    const { replay } = await kept();
    expect((await replay('letter-x').expect(404)).body).toMatchObject({
      type: '/problems/dead-letter-not-found',
    });
  });

  it('are replayed by a call without a body, which the sidecar forwards as one of unknown length', async () => {
    const { app, operator } = await kept();
    const handle = app.callback();
    const server = createServer((req, res) => void handle(req, res)).listen(
      0,
      '127.0.0.1',
    );
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const headers = { ...operator, 'transfer-encoding': 'chunked' };
    const req = httpRequest({
      port,
      host: '127.0.0.1',
      method: 'POST',
      path: '/deadLetters/letter-x/replay',
      headers,
    }).end();
    const [answer] = (await once(req, 'response')) as [
      { statusCode: number; resume(): void },
    ];
    answer.resume();
    server.close();
    expect(answer.statusCode).toBe(404);
  });
});

describe('a product that is archived', () => {
  async function selling() {
    const running = runningApp();
    const { deliver, api, service } = running;
    await deliver(created, product([{ warehouseId: MAIN, quantity: 5 }]));
    const reserve = async (id: string) => {
      const sent = {
        reservationId: id,
        operationId: `op-${id}`,
        lines: [{ productId: 'p-1', quantity: 1 }],
        ttlSeconds: 60,
      };
      const answer = await api.post('/reservations').set(service).send(sent);
      return (answer.body as { products: object[] }).products[0];
    };
    const confirm = async (id: string) =>
      (
        await api
          .post(`/reservations/${id}/confirm`)
          .set(service)
          .send({ operationId: `end-${id}`, productIds: ['p-1'] })
      ).body as object;
    const archive = (version: number) =>
      deliver(
        archived,
        { id: 'p-1', vendorId: 'ann', version, archivedAt: at },
        `archived-${version}`,
      );
    const change = (version: number) =>
      deliver(changed, { ...product(), version }, `changed-${version}`);
    return { ...running, reserve, confirm, archive, change };
  }

  it('refuses new reservations, and lets those that are held end', async () => {
    const { reserve, confirm, archive } = await selling();
    expect(await reserve('r-1')).toMatchObject({ outcome: 'accepted' });
    expect(await archive(2)).toEqual({ status: 'SUCCESS' });
    expect(await reserve('r-2')).toMatchObject({ reason: 'product-archived' });
    expect(await reserve('r-1')).toMatchObject({ outcome: 'accepted' });
    expect(await confirm('r-1')).toMatchObject({ outcome: 'accepted' });
  });

  it('is sold again once it is restored, in whatever order that is heard', async () => {
    const { reserve, archive, change } = await selling();
    await change(4);
    await archive(3);
    expect(await reserve('r-1')).toMatchObject({ outcome: 'accepted' });
    await archive(5);
    await change(4);
    expect(await reserve('r-2')).toMatchObject({ reason: 'product-archived' });
    await change(6);
    expect(await reserve('r-3')).toMatchObject({ outcome: 'accepted' });
  });

  it('is heard again later when its stock is not open yet', async () => {
    const { deliver } = runningApp();
    const fact = { id: 'p-1', vendorId: 'ann', version: 2, archivedAt: at };
    expect(await deliver(archived, fact)).toEqual({ status: 'RETRY' });
  });
});
