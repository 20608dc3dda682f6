import { AppError } from '@souk/platform/http/errors';
import { until } from '@souk/platform/testing/until';
import { MAIN, runningApp } from '../support/running-app';

const HOURS_MS = 2 * 3_600_000;

/** Two products with five units each, and a clock to let hours pass. */
async function selling() {
  const running = runningApp();
  const { api, service, open, ledger, clock } = running;
  for (const id of ['p-1', 'p-2'])
    await open(id, [{ warehouseId: MAIN, quantity: 5 }]).expect(200);
  const post = async (path: string, sent: object) =>
    (await api.post(path).set(service).send(sent).expect(200)).body as {
      outcome: string;
      products: object[];
    };
  const reserve = (id: string, more: object = {}) =>
    post('/reservations', {
      reservationId: id,
      operationId: `op-${id}`,
      lines: [
        { productId: 'p-1', quantity: 2 },
        { productId: 'p-2', quantity: 1 },
      ],
      ttlSeconds: 60,
      ...more,
    });
  const end = (how: string, id: string, operationId = `${how}-${id}`) =>
    post(`/reservations/${id}/${how}`, {
      operationId,
      productIds: ['p-1', 'p-2'],
    });
  const giveBack = (
    id: string,
    operationId: string,
    quantity: number,
    more: object[] = [],
  ) =>
    post(`/reservations/${id}/return`, {
      operationId,
      reason: 'damaged',
      lines: [{ productId: 'p-1', warehouseId: MAIN, quantity }, ...more],
    });
  const state = async (id: string, productIds = 'p-1,p-2') =>
    (
      await api
        .get(`/reservations/${id}`)
        .query({ productIds })
        .set(service)
        .expect(200)
    ).body as { products: object[] };
  const free = async (id = 'p-1') =>
    ((await api.get(`/stock/${id}`).set(service)).body as { available: number })
      .available;
  /** Long enough for everything to be forgotten. */
  const hoursPass = () => void (clock.ms += HOURS_MS);
  const kinds = async () =>
    (await ledger.entries('p-1')).flatMap(({ changes }) =>
      changes.map(({ kind, reason }) => (reason ? `${kind} ${reason}` : kind)),
    );
  return {
    ...running,
    reserve,
    end,
    giveBack,
    state,
    free,
    hoursPass,
    kinds,
  };
}

describe('units that come back', () => {
  it('are on the shelf they were taken from, with the reason in the ledger', async () => {
    const { reserve, end, giveBack, free, kinds, state } = await selling();
    await reserve('r-1');
    await end('confirm', 'r-1');
    const answer = await giveBack('r-1', 'back-1', 1, [
      { productId: 'p-2', warehouseId: MAIN, quantity: 1 },
    ]);
    const one = [{ warehouseId: MAIN, quantity: 1 }];
    expect(answer).toMatchObject({
      outcome: 'accepted',
      products: [
        {
          vendorId: 'ann',
          reservation: { status: 'confirmed', returned: one },
        },
        { productId: 'p-2', reservation: { returned: one } },
      ],
    });
    expect([await free('p-1'), await free('p-2')]).toEqual([4, 5]);
    await until('the ledger has it', async () =>
      (await kinds()).includes('returned damaged'),
    );
    expect((await state('r-1')).products[0]).toEqual({
      productId: 'p-1',
      vendorId: 'ann',
      status: 'confirmed',
      taken: [{ warehouseId: MAIN, quantity: 2 }],
      returned: one,
    });
  });

  it('come back once for one operation id, also hours later', async () => {
    const { reserve, end, giveBack, free, hoursPass } = await selling();
    await reserve('r-1');
    await end('confirm', 'r-1');
    const first = await giveBack('r-1', 'back-1', 1);
    expect(await giveBack('r-1', 'back-1', 1)).toEqual(first);
    hoursPass();
    expect(await giveBack('r-1', 'back-1', 1)).toMatchObject({
      outcome: 'accepted',
    });
    expect(await free()).toBe(4);
  });

  it('are never more than were taken, also hours later and for two at once', async () => {
    const { reserve, end, giveBack, free, hoursPass } = await selling();
    await reserve('r-1');
    await end('confirm', 'r-1');
    expect(await giveBack('r-1', 'back-1', 3)).toMatchObject({
      products: [
        { reason: 'more-than-taken', available: 2, warehouseId: MAIN },
      ],
    });
    hoursPass();
    const both = await Promise.all([
      giveBack('r-1', 'back-2', 2),
      giveBack('r-1', 'back-3', 2),
    ]);
    expect(both.map(({ outcome }) => outcome).sort()).toEqual([
      'accepted',
      'refused',
    ]);
    hoursPass();
    expect(await giveBack('r-1', 'back-4', 1)).toMatchObject({
      products: [{ reason: 'more-than-taken', available: 0 }],
    });
    expect(await free()).toBe(5);
  });

  it('are counted by the archive once the sale is in it', async () => {
    const { api, clock, operator, ...shop } = await selling();
    await shop.reserve('r-1');
    await shop.end('confirm', 'r-1');
    await until('the ledger has it', async () =>
      (await shop.kinds()).includes('confirmed'),
    );
    clock.ms += 400 * 24 * 60 * 60 * 1_000;
    const archived = await api
      .post('/archiveLedger')
      .set(operator)
      .send({})
      .expect(200);
    expect((archived.body as { moved: number }).moved).toBeGreaterThan(0);
    expect(await shop.giveBack('r-1', 'back-1', 3)).toMatchObject({
      products: [{ reason: 'more-than-taken', available: 2 }],
    });
    expect(await shop.giveBack('r-1', 'back-2', 2)).toMatchObject({
      outcome: 'accepted',
    });
    expect(await shop.reserve('r-1')).toMatchObject({ outcome: 'refused' });
  });

  it('must have been sold', async () => {
    const { reserve, end, giveBack } = await selling();
    await reserve('r-1');
    const reason = async () =>
      (await giveBack('r-1', `back-${Math.random()}`, 1)).products;
    expect(await reason()).toMatchObject([{ reason: 'not-confirmed' }]);
    await end('release', 'r-1');
    expect(await reason()).toMatchObject([{ reason: 'reservation-released' }]);
  });
});

describe('a reservation whose hour of memory is over', () => {
  const refused = (reason: string) => ({
    outcome: 'refused',
    products: [{ reason }, { reason }],
  });

  it('is not reserved again when it was sold or returned', async () => {
    const { reserve, end, giveBack, hoursPass, free } = await selling();
    await reserve('r-1');
    await end('confirm', 'r-1');
    await giveBack('r-1', 'back-1', 2);
    hoursPass();
    expect(await reserve('r-1')).toMatchObject(refused('already-confirmed'));
    expect(await end('confirm', 'r-1', 'again')).toMatchObject(
      refused('already-confirmed'),
    );
    expect(await end('confirm', 'r-1')).toMatchObject({ outcome: 'accepted' });
    expect(await free()).toBe(5);
  });

  it('is not reserved again when it was released or has expired', async () => {
    const { reserve, end, hoursPass, free, state } = await selling();
    await reserve('r-1');
    await end('release', 'r-1');
    await reserve('r-2');
    hoursPass();
    expect(await reserve('r-1')).toMatchObject(refused('reservation-released'));
    expect(await end('confirm', 'r-2')).toMatchObject(
      refused('reservation-expired'),
    );
    expect(await state('r-2', 'p-1')).toMatchObject({
      products: [{ status: 'expired' }],
    });
    expect(await free()).toBe(5);
  });

  it('is decided by what the actor has not published yet', async () => {
    const running = await selling();
    const { reserve, end, hoursPass, ledger, state } = running;
    await reserve('r-0');
    hoursPass();
    ledger.append = async () => {
      throw new Error('away');
    };
    await reserve('r-1');
    await end('confirm', 'r-1');
    hoursPass();
    expect(await state('r-1', 'p-1')).toMatchObject({
      products: [{ status: 'confirmed' }],
    });
    expect(await reserve('r-1')).toMatchObject(refused('already-confirmed'));
  });

  it('can be reserved when the ledger has nothing of it', async () => {
    const { reserve, end, hoursPass, state } = await selling();
    await reserve('r-1');
    await end('release', 'r-1');
    hoursPass();
    expect(await state('r-2', 'p-1,p-9')).toMatchObject({
      products: [
        { productId: 'p-1', status: 'unknown', vendorId: 'ann' },
        { productId: 'p-9', status: 'unknown' },
      ],
    });
    expect(await end('confirm', 'r-2')).toMatchObject(
      refused('unknown-reservation'),
    );
    expect(await reserve('r-2')).toMatchObject({ outcome: 'accepted' });
  });

  it('needs no ledger when it is asked for within the hour', async () => {
    const { reserve, end, hoursPass, ledger, clock } = await selling();
    await reserve('r-1');
    await end('confirm', 'r-1');
    const then = new Date(clock.ms).toISOString();
    hoursPass();
    const now = new Date(clock.ms).toISOString();
    let asked = 0;
    const { about } = ledger;
    ledger.about = (...args) => {
      asked += 1;
      return about(...args);
    };
    expect(await reserve('r-2', { firstAskedAt: now })).toMatchObject({
      outcome: 'accepted',
    });
    expect(asked).toBe(0);
    expect(await reserve('r-1', { firstAskedAt: then })).toMatchObject(
      refused('already-confirmed'),
    );
  });

  it('is held when the same call was carried out while the ledger was asked', async () => {
    const { reserve, end, hoursPass, ledger, relay } = await selling();
    await reserve('r-1');
    await end('confirm', 'r-1');
    hoursPass();
    const { about } = ledger;
    ledger.about = async (...args) => {
      ledger.about = about;
      await reserve('r-2');
      await relay.stop();
      return about(...args);
    };
    expect(await reserve('r-2')).toMatchObject({
      outcome: 'accepted',
      products: [
        { reservation: { status: 'held' } },
        { reservation: { status: 'held' } },
      ],
    });
  });

  it('waits for the ledger: without it nothing is decided', async () => {
    const { api, service, reserve, end, hoursPass, ledger } = await selling();
    await reserve('r-1');
    await end('confirm', 'r-1');
    hoursPass();
    ledger.about = async () => {
      throw new AppError('unavailable', 'dependency-unavailable', 'away');
    };
    await api
      .post('/reservations/r-1/confirm')
      .set(service)
      .send({ operationId: 'late', productIds: ['p-1'] })
      .expect(503);
  });

  it('leaves in the document how far it has forgotten', async () => {
    const { reserve, end, hoursPass, state: read, document } = await selling();
    await reserve('r-1');
    await end('confirm', 'r-1');
    hoursPass();
    expect(document('p-1')?.stock.forgotten).toMatchObject({ version: 0 });
    await reserve('r-2');
    expect(document('p-1')?.stock.forgotten).toMatchObject({ version: 3 });
    expect(await read('r-2', 'p-1')).toMatchObject({
      products: [{ status: 'held' }],
    });
  });
});
