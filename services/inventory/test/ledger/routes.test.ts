import type { LedgerPage } from '@souk/contracts/inventory/ledger';
import { until } from '@souk/platform/testing/until';
import { startAudit } from '../../src/ledger/audit';
import type { LedgerEntry } from '../../src/ledger/entry';
import { MAIN, runningApp } from '../support/running-app';

async function withHistory() {
  const running = runningApp();
  const { api, service, open, put, ledger } = running;
  await open('p-1', [{ warehouseId: MAIN, quantity: 5 }]).expect(200);
  const reserve = {
    reservationId: 'r-1',
    operationId: 'op-1',
    lines: [{ productId: 'p-1', quantity: 2 }],
    ttlSeconds: 60,
  };
  await api.post('/reservations').set(service).send(reserve).expect(200);
  await api
    .post('/reservations/r-1/confirm')
    .set(service)
    .send({ operationId: 'op-2', productIds: ['p-1'] })
    .expect(200);
  await put('p-1', 9).expect(200);
  await until(
    'all of it is in the ledger',
    async () => (await ledger.entries('p-1')).length === 4,
  );
  return running;
}

describe('the ledger', () => {
  it('lists every turn in order, page by page', async () => {
    const { api, operator } = await withHistory();
    const page = await api
      .get('/stock/p-1/ledger?limit=3')
      .set(operator)
      .expect(200);
    const { items, next } = page.body as { items: LedgerEntry[]; next: number };
    expect(
      items.map(({ version, changes }) => [version, changes[0]?.kind]),
    ).toEqual([
      [1, 'opened'],
      [2, 'reserved'],
      [3, 'confirmed'],
    ]);
    expect(next).toBe(3);
    const last = await api
      .get('/stock/p-1/ledger?after=3')
      .set(operator)
      .expect(200);
    expect(last.body).toMatchObject({
      items: [
        { version: 4, operationId: expect.stringMatching(/^set:/) as string },
      ],
      next: null,
    });
  });

  it('lists the newest turn first on request, page by page', async () => {
    const { api, operator } = await withHistory();
    const read = async (query: string) => {
      const { items, next } = (
        await api
          .get(`/stock/p-1/ledger?order=desc&${query}`)
          .set(operator)
          .expect(200)
      ).body as LedgerPage;
      return [items.map(({ version }) => version), next];
    };
    expect(await read('limit=3')).toEqual([[4, 3, 2], 2]);
    expect(await read('limit=3&after=2')).toEqual([[1], null]);
    await api.get('/stock/p-1/ledger?order=newest').set(operator).expect(422);
  });

  it('is not found for stock that was never opened, nor for a vendor', async () => {
    const { api, operator, identity } = runningApp();
    await api.get('/stock/p-9/ledger').set(operator).expect(404);
    await api.post('/stock/p-9/audit').set(operator).expect(404);
    const vendor = identity.as({
      subject: 'ann',
      role: 'vendor',
      scopes: ['stock:read', 'operations:write'],
    });
    await api.get('/stock/p-1/ledger').set(vendor).expect(403);
    await api.post('/stock/p-1/repairs').set(vendor).send({}).expect(403);
  });
});

describe('an audit', () => {
  it('finds a correct ledger correct', async () => {
    const { api, operator } = await withHistory();
    const answer = await api.post('/stock/p-1/audit').set(operator).expect(200);
    expect(answer.body).toEqual({
      productId: 'p-1',
      version: 4,
      ledgerVersion: 4,
      conserved: true,
      negative: [],
      gaps: [],
      endedTwice: [],
      findings: [],
    });
  });

  const change = (
    onHand: [number, number],
    reserved: [number, number],
    kind: 'set' | 'confirmed' = 'set',
  ) => ({
    kind,
    warehouseId: MAIN,
    reservationId: 'r-1',
    onHand: { before: onHand[0], after: onHand[1] },
    reserved: { before: reserved[0], after: reserved[1] },
  });
  const entry = (
    version: number,
    available: number,
    ...changes: LedgerEntry['changes']
  ): LedgerEntry => ({
    productId: 'p-1',
    vendorId: 'ann',
    version,
    operationId: `op-${version}`,
    at: '2026-01-01T00:00:00.000Z',
    available,
    changes,
  });
  const level = (version: number, onHand: number, reserved = 0) => ({
    productId: 'p-1',
    vendorId: 'ann',
    version,
    available: onHand - reserved,
    asOf: '2026-01-01T00:00:00.000Z',
    warehouses: [{ warehouseId: MAIN, onHand, reserved }],
  });
  const first = entry(1, 5, change([0, 5], [0, 0]));

  const ended = (onHand: [number, number], operationId: string) => ({
    ...change(onHand, [0, 0], 'confirmed'),
    operationId,
  });
  const twiceInOneTurn = entry(
    2,
    3,
    ended([5, 4], 'op-1'),
    ended([4, 3], 'op-2'),
  );

  it.each([
    [
      'a missing version',
      [first, entry(3, 4, change([5, 4], [0, 0]))],
      level(3, 4),
      { gaps: [2], conserved: false },
    ],
    [
      'a version that was never told',
      [first],
      level(2, 5),
      { gaps: [2], conserved: false },
    ],
    [
      'a change that begins elsewhere',
      [first, entry(2, 4, change([6, 4], [0, 0]))],
      level(2, 4),
      { conserved: false },
    ],
    [
      'a sum that is not the one told',
      [entry(1, 6, change([0, 5], [0, 0]))],
      level(1, 5),
      { conserved: false },
    ],
    [
      'a stock that is not what the books say',
      [first],
      level(1, 5, 1),
      { conserved: false },
    ],
    [
      'more reserved than on hand',
      [first, entry(2, -1, change([5, 5], [0, 6]))],
      level(2, 5, 6),
      { negative: [2] },
    ],
    [
      'a reservation that ended twice',
      [
        first,
        entry(2, 4, change([5, 4], [0, 0], 'confirmed')),
        entry(3, 3, change([4, 3], [0, 0], 'confirmed')),
      ],
      level(3, 3),
      { endedTwice: ['r-1'], conserved: true },
    ],
    [
      'a reservation that ended twice in one turn',
      [first, twiceInOneTurn],
      level(2, 3),
      { endedTwice: ['r-1'], conserved: true },
    ],
    [
      'nothing wrong with one end at two places',
      [
        first,
        {
          ...twiceInOneTurn,
          changes: twiceInOneTurn.changes.map((one) => ({
            ...one,
            operationId: 'op-1',
          })),
        },
      ],
      level(2, 3),
      { endedTwice: [], conserved: true },
    ],
  ])('finds %s', (_what, entries, stock, finding) => {
    const running = startAudit();
    for (const one of entries) running.take(one);
    expect(running.compare(stock)).toMatchObject(finding);
  });
});

describe('a repair', () => {
  const ask = { warehouseId: MAIN, onHand: 3, reason: 'two broke in transit' };

  it('is an entry of its own with its reason and author, and repeating it changes nothing', async () => {
    const { api, operator, ledger } = await withHistory();
    for (let n = 0; n < 2; n++) {
      const answer = await api
        .post('/stock/p-1/repairs')
        .set(operator)
        .set('idempotency-key', 'k-1')
        .send(ask)
        .expect(200);
      expect(answer.body).toMatchObject({ version: 5, available: 3 });
    }
    await until(
      'it is in the ledger',
      async () => (await ledger.entries('p-1')).length === 5,
    );
    expect((await ledger.entries('p-1'))[4]?.changes).toEqual([
      {
        kind: 'repaired',
        warehouseId: MAIN,
        operationId: 'key:k-1',
        reason: ask.reason,
        by: 'olga',
        onHand: { before: 9, after: 3 },
        reserved: { before: 0, after: 0 },
      },
    ]);
    expect(
      (await api.post('/stock/p-1/audit').set(operator)).body,
    ).toMatchObject({ conserved: true });
  });

  it.each([
    ['without a reason', { ...ask, reason: '' }, 422],
    [
      'of a warehouse that is not there',
      { ...ask, warehouseId: 'nowhere' },
      404,
    ],
  ])('%s is refused', async (_what, sent, status) => {
    const { api, operator } = await withHistory();
    await api
      .post('/stock/p-1/repairs')
      .set(operator)
      .send(sent)
      .expect(status);
  });
});
