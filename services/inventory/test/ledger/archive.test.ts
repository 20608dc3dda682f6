import { until } from '@souk/platform/testing/until';
import { archiveLedger } from '../../src/ledger/archive';
import type { BooksDeps } from '../../src/ledger/ledger';
import type { OldVersions } from '../../src/ledger/move';
import { MAIN, NOW, runningApp } from '../support/running-app';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Three products, each with a turn of today and, the first two, two of then. */
async function afterDays(days: number) {
  const running = runningApp();
  const { api, clock, ledger, open, operator, put } = running;
  const inLedger = (id: string, turns: number) =>
    until(
      'the turns are in the ledger',
      async () => (await ledger.entries(id)).length === turns,
    );
  for (const id of ['p-1', 'p-2']) {
    await open(id, [{ warehouseId: MAIN, quantity: 5 }]).expect(200);
    await put(id, 9).expect(200);
    await inLedger(id, 2);
  }
  clock.ms = NOW.getTime() + days * DAY_MS;
  await open('p-3', [{ warehouseId: MAIN, quantity: 5 }]).expect(200);
  await put('p-1', 7).expect(200);
  await put('p-2', 7).expect(200);
  await inLedger('p-1', 3);
  await inLedger('p-2', 3);
  await inLedger('p-3', 1);
  const archive = (body: object = {}) =>
    api.post('/archiveLedger').set(operator).send(body);
  const archived = () =>
    ['p-1', 'p-2', 'p-3'].map((id) => ledger.archived(id).length);
  return { ...running, archive, archived };
}

describe('archiving the ledger', () => {
  it('moves what is older than a year, of all products', async () => {
    const { archive, archived } = await afterDays(366);
    await archive().expect(200, { moved: 4, next: null });
    expect(archived()).toEqual([2, 2, 0]);
    await archive().expect(200, { moved: 0, next: null });
  });

  it('moves what is older than asked, of one product', async () => {
    const { archive, archived } = await afterDays(31);
    await archive().expect(200, { moved: 0, next: null });
    const one = { productId: 'p-2', olderThanDays: 30 };
    await archive(one).expect(200, { moved: 2, next: null });
    expect(archived()).toEqual([0, 2, 0]);
  });

  it('stops when its time is up, and goes on where the answer says', async () => {
    const { archive, archived, clock, ledger } = await afterDays(366);
    const { archive: slow } = ledger;
    ledger.archive = async (...batch) => {
      const moved = await slow(...batch);
      clock.ms += 10_000;
      return moved;
    };
    await archive().expect(200, { moved: 2, next: 'p-1:3' });
    expect(archived()).toEqual([2, 0, 0]);
    const rest = { after: 'p-1:3' };
    await archive(rest).expect(200, { moved: 2, next: 'p-2:3' });
    await archive({ after: 'p-2:3' }).expect(200, { moved: 0, next: 'p-3:1' });
    await archive({ after: 'p-3:1' }).expect(200, { moved: 0, next: null });
    expect(archived()).toEqual([2, 2, 0]);
  });

  it('moves a long history in bounded batches', async () => {
    const asked: number[][] = [];
    const levels = { of: async () => [{ productId: 'p-1', version: 330 }] };
    const ledger = {
      archive: async (_: string, { from, to }: OldVersions) => {
        asked.push([from, to]);
        return { moved: to - from + 1, young: false };
      },
    };
    const deps = { levels, ledger, now: () => NOW } as unknown as BooksDeps;
    const one = { productId: 'p-1', olderThanDays: 365 };
    expect(await archiveLedger(deps, { ...one, after: 'p-1:100' })).toEqual({
      moved: 230,
      next: null,
    });
    expect(asked).toEqual([
      [101, 200],
      [201, 300],
      [301, 330],
    ]);
  });

  it('leaves pages and audits as they were', async () => {
    const { api, archive, operator } = await afterDays(366);
    const page = () => api.get('/stock/p-1/ledger').set(operator).expect(200);
    const before = (await page()).body as unknown;
    await archive().expect(200);
    expect((await page()).body).toEqual(before);
    const audit = await api.post('/stock/p-1/audit').set(operator).expect(200);
    expect(audit.body).toMatchObject({ conserved: true, gaps: [], version: 3 });
  });

  it.each([
    { olderThanDays: 29 },
    { after: 'p-1' },
    { productId: 'p 1' },
    { everything: true },
  ])('refuses %j', async (body) => {
    const { archive, archived } = await afterDays(366);
    await archive(body).expect(422);
    expect(archived()).toEqual([0, 0, 0]);
  });

  it('is for operators, and of stock that was opened', async () => {
    const { api, archive, service } = await afterDays(366);
    await api.post('/archiveLedger').set(service).send({}).expect(403);
    await archive({ productId: 'p-9' }).expect(404);
  });
});
