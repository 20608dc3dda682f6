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
