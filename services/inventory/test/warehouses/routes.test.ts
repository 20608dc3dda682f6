import { v7 } from 'uuid';
import { addWarehouse } from '../../src/warehouses/warehouses';
import { MAIN, NOW, runningApp } from '../support/running-app';

const main = {
  id: MAIN,
  name: 'Main',
  city: null,
  country: null,
  createdAt: NOW.toISOString(),
};

it('gives every vendor "Main", first in the list, even before its registration was announced', async () => {
  const { api, vendor } = runningApp();
  await api
    .get('/warehouses')
    .set(vendor('ann'))
    .expect(200, { items: [main] });
  const north = {
    id: 'new-1',
    name: 'North',
    city: 'Oslo',
    country: null,
    createdAt: NOW.toISOString(),
  };
  await api
    .post('/warehouses')
    .set(vendor('ann'))
    .send({ name: ' North ', city: 'Oslo' })
    .expect(201, north);
  await api
    .get('/warehouses')
    .set(vendor('ann'))
    .expect(200, { items: [main, north] });
});

it("shows a vendor nothing of another vendor's", async () => {
  const { api, vendor } = runningApp();
  await api.post('/warehouses').set(vendor('bob')).send({ name: 'North' });
  await api
    .get('/warehouses')
    .set(vendor('ann'))
    .expect(200, { items: [main] });
});

it.each([
  [{}, 'name'],
  [{ name: '' }, 'name'],
  [{ name: 'x'.repeat(121) }, 'name'],
  [{ name: { $ne: null } }, 'name'],
  [{ name: 'North', id: 'mine' }, 'id'],
])('refuses %j', async (body, path) => {
  const { api, vendor } = runningApp();
  const answer = await api
    .post('/warehouses')
    .set(vendor('ann'))
    .send(body)
    .expect(422);
  expect(answer.body).toMatchObject({
    type: '/problems/invalid-input',
    errors: [{ path }],
  });
});

it('is for vendors only', async () => {
  const { api, operator } = runningApp();
  await api.get('/warehouses').set(operator).expect(403);
});

it('limits a vendor to two hundred', async () => {
  const { api, vendor, warehouses } = runningApp();
  for (let n = 0; n < 199; n++)
    await warehouses.add({ ...main, id: `w-${n}`, vendorId: 'ann' });
  const answer = await api
    .post('/warehouses')
    .set(vendor('ann'))
    .send({ name: 'North' })
    .expect(409);
  expect(answer.body).toMatchObject({ type: '/problems/too-many-warehouses' });
});

describe('at most 200 warehouses', () => {
  it('are added, however many are asked for at once at two replicas', async () => {
    const { warehouses } = runningApp();
    const deps = { warehouses, newId: v7, now: () => NOW };
    // The replicas share the store alone.
    const slow = {
      ...deps,
      warehouses: {
        ...warehouses,
        ofVendor: async (id: string) => {
          const found = await warehouses.ofVendor(id);
          await new Promise(setImmediate);
          return found;
        },
      },
    };
    const asked = await Promise.allSettled(
      Array.from({ length: 230 }, (_, n) =>
        addWarehouse(n % 2 ? deps : slow, 'ann', { name: 'The same' }),
      ),
    );
    expect(await warehouses.ofVendor('ann')).toHaveLength(200);
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(
      199,
    );
  });
});

describe('a warehouse that is added again with its key', () => {
  const add = (
    { api, vendor }: ReturnType<typeof runningApp>,
    body: object,
    who = 'ann',
  ) =>
    api
      .post('/warehouses')
      .set(vendor(who))
      .set('idempotency-key', 'k-1')
      .send(body);

  it('is the same one', async () => {
    const running = runningApp();
    const first = await add(running, { name: 'North' }).expect(201);
    await add(running, { name: 'North' }).expect(201, first.body);
    expect(await running.warehouses.ofVendor('ann')).toHaveLength(2);
    await add(running, { name: 'North' }, 'bob').expect(201);
  });

  it('is refused when it is another one', async () => {
    const running = runningApp();
    await add(running, { name: 'North' }).expect(201);
    const answer = await add(running, { name: 'South' }).expect(422);
    expect(answer.body).toMatchObject({
      type: '/problems/idempotency-key-reused',
    });
  });
});
