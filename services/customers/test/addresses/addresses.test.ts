import type { AddressView } from '@souk/contracts/customers/addresses';
import { customer, problem, setup, verified } from '../support/setup';

const berlin = {
  name: 'Ann Larsen',
  lines: ['Hauptstr. 5'],
  city: 'Berlin',
  postalCode: '10115',
  country: 'DE',
};

async function signedUp() {
  const souk = setup();
  const { id } = await verified(souk);
  const me = customer(id, 'session');
  const { api } = souk;
  const path = '/addresses';
  return {
    ...souk,
    post: (body: object) => api.post(path).set(me).send(body),
    patch: (of: string, body: object) =>
      api.patch(`${path}/${of}`).set(me).send(body),
    remove: (of: string) => api.delete(`${path}/${of}`).set(me),
    add: async (change: object = {}) => {
      const body = { ...berlin, ...change };
      const answer = await api.post(path).set(me).send(body).expect(201);
      return answer.body as AddressView;
    },
    list: async () => {
      const answer = await api.get(path).set(me).expect(200);
      return (answer.body as { items: AddressView[] }).items;
    },
  };
}

const defaults = (items: AddressView[]) =>
  items.filter(({ isDefault }) => isDefault).map(({ id }) => id);

describe('the default address', () => {
  it('is the first, until another is set', async () => {
    const { add, list, patch } = await signedUp();
    const first = await add();
    expect(first.isDefault).toBe(true);
    const second = await add({ city: 'Potsdam' });
    expect(defaults(await list())).toEqual([first.id]);
    const third = await add({ isDefault: true });
    expect(defaults(await list())).toEqual([third.id]);
    await patch(second.id, { isDefault: true }).expect(200);
    expect(defaults(await list())).toEqual([second.id]);
  });

  it('is the newest that is left once it is removed', async () => {
    const { add, list, remove } = await signedUp();
    const [first, second, third] = [await add(), await add(), await add()];
    await remove(first.id).expect(204);
    expect(defaults(await list())).toEqual([third.id]);
    await remove(second.id).expect(204);
    expect(defaults(await list())).toEqual([third.id]);
    await remove(third.id).expect(204);
    expect(await list()).toEqual([]);
    expect((await add()).isDefault).toBe(true);
  });
});

describe('an address', () => {
  it('keeps its postal code and phone as they are written', async () => {
    const { add } = await signedUp();
    expect(
      await add({ postalCode: ' 10 115', phone: '030 / 12 34 56' }),
    ).toMatchObject({ postalCode: '10115', phone: '+4930123456' });
  });

  it('changes by field; null takes one away', async () => {
    const { add, list, patch } = await signedUp();
    const { id } = await add({ company: 'Larsen & Co', region: 'BE' });
    const answer = await patch(id, { company: null, city: 'Bonn' });
    expect(answer.body).toEqual({
      ...berlin,
      id,
      region: 'BE',
      city: 'Bonn',
      isDefault: true,
    });
    expect(await list()).toEqual([answer.body]);
  });

  it('is checked as a whole when a field changes', async () => {
    const { add, list, patch } = await signedUp();
    const before = await add();
    const refused = await patch(before.id, { country: 'NL' }).expect(422);
    expect(refused.body).toMatchObject({ errors: [{ path: 'postalCode' }] });
    expect(await list()).toEqual([before]);
    await patch(before.id, { country: 'NL', postalCode: '1012ab' }).expect(200);
    expect(await list()).toMatchObject([{ postalCode: '1012 AB' }]);
  });

  it('of somebody else is not found', async () => {
    const { api, add, list } = await signedUp();
    const mine = await add();
    const eve = customer('eve', 'hers');
    const path = `/addresses/${mine.id}`;
    for (const asked of [
      api.patch(path).send({ city: 'Bonn' }),
      api.delete(path),
    ]) {
      const refused = await asked.set(eve).expect(404);
      expect(refused.body).toEqual(problem('address-not-found'));
    }
    expect((await api.get('/addresses').set(eve)).body).toEqual({ items: [] });
    expect(await list()).toEqual([mine]);
  });

  it('is added once with one key, and not without an account', async () => {
    const { api, post, list } = await signedUp();
    const once = (body: object) => post(body).set('idempotency-key', 'k');
    const first = await once(berlin).expect(201);
    expect((await once(berlin).expect(201)).body).toEqual(first.body);
    expect(await list()).toHaveLength(1);
    const other = await once({ ...berlin, city: 'Bonn' }).expect(422);
    expect(other.body).toEqual(problem('idempotency-key-reused'));
    const nobody = customer('nobody', 'session');
    const refused = api.post('/addresses').set(nobody).send(berlin);
    expect((await refused.expect(404)).body).toEqual(
      problem('customer-not-found'),
    );
  });
});

it('addresses written at once are all kept, and fifty at most', async () => {
  const { add, list, post } = await signedUp();
  const added = await Promise.all(
    Array.from({ length: 10 }, (_, n) => add({ city: `City ${n}` })),
  );
  expect((await list()).map(({ id }) => id).sort()).toEqual(
    added.map(({ id }) => id).sort(),
  );
  expect(defaults(await list())).toHaveLength(1);
  for (let n = 10; n < 50; n++) await add();
  const refused = await post(berlin).expect(409);
  expect(refused.body).toEqual(problem('too-many-addresses'));
  expect(await list()).toHaveLength(50);
});
