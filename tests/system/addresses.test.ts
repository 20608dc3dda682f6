import { AddressList, AddressView } from '@souk/contracts/customers/addresses';
import { Problem } from '@souk/contracts/problem';
import { newVendor } from '../lib/souk/accounts';
import { newCustomer, type CustomerAccount } from '../lib/souk/customers';
import { allReady } from '../lib/souk/parts';
import { api, body, problem, type Call } from '../lib/souk/souk';

const PATH = '/api/customers/me/addresses';
const london = {
  name: 'Cleo Baker',
  lines: ['Flat 3', '12 Canal Street'],
  city: 'London',
  postalCode: 'n1 9gu',
  country: 'GB',
  phone: '020 7946 0018',
};

let cleo: CustomerAccount;
let dora: CustomerAccount;

beforeAll(async () => {
  await allReady();
  cleo = await newCustomer();
  dora = await newCustomer('Dora');
});

const as = ({ token }: { token: string }, call: Call = {}) => ({
  token,
  ...call,
});
const added = async (change: object = {}) =>
  body(
    await api('POST', PATH, as(cleo, { body: { ...london, ...change } })),
    201,
    AddressView,
  );
const listed = async (who = cleo) =>
  body(await api('GET', PATH, as(who)), 200, AddressList).items;

test('a customer keeps addresses, of which one is the default', async () => {
  const first = await added();
  expect(first).toEqual({
    ...london,
    id: first.id,
    postalCode: 'N1 9GU',
    phone: '+442079460018',
    isDefault: true,
  });
  const second = await added({ city: 'Leeds', isDefault: true });
  const moved = await api(
    'PATCH',
    `${PATH}/${first.id}`,
    as(cleo, { body: { isDefault: true, phone: null } }),
  );
  expect(body(moved, 200, AddressView).phone).toBeUndefined();
  expect((await listed()).map(({ isDefault }) => isDefault)).toEqual([
    true,
    false,
  ]);
  const removed = await api('DELETE', `${PATH}/${first.id}`, as(cleo));
  expect(removed.status).toBe(204);
  expect(await listed()).toEqual([{ ...second, isDefault: true }]);
});

test('addresses written at once are all kept', async () => {
  const before = await listed();
  const more = await Promise.all(
    Array.from({ length: 8 }, (_, n) => added({ city: `City ${n}` })),
  );
  const after = await listed();
  expect(after.map(({ id }) => id).sort()).toEqual(
    [...before, ...more].map(({ id }) => id).sort(),
  );
  expect(after.filter(({ isDefault }) => isDefault)).toHaveLength(1);
});

test.each<[string, object, string[]]>([
  ['an unknown field', { customerId: 'dora' }, ['customerId']],
  ['no line', { lines: [] }, ['lines']],
  ['four lines', { lines: ['1', '2', '3', '4'] }, ['lines']],
  ['a line of two lines', { lines: ['a\nb'] }, ['lines.0']],
  ['an operator for a text', { city: { $ne: null } }, ['city']],
  ['an unknown country', { country: 'XX' }, ['country']],
  ['no postal code', { postalCode: undefined }, ['postalCode']],
  [
    'all of these wrong',
    { name: '', postalCode: '1', phone: '7' },
    ['name', 'phone', 'postalCode'],
  ],
])('an address with %s is refused by field', async (_what, change, paths) => {
  const before = await listed();
  const answer = await api(
    'POST',
    PATH,
    as(cleo, { body: { ...london, ...change } }),
  );
  expect(problem(answer, 422)).toBe('invalid-input');
  const { errors = [] } = Problem.parse(answer.json);
  expect(errors.map(({ path }) => path).sort()).toEqual(paths);
  expect(await listed()).toEqual(before);
});

test('a change that does not fit the rest is refused by field', async () => {
  const [{ id } = { id: '' }] = await listed();
  const answer = await api(
    'PATCH',
    `${PATH}/${id}`,
    as(cleo, { body: { country: 'DE' } }),
  );
  expect(problem(answer, 422)).toBe('invalid-input');
  expect(Problem.parse(answer.json).errors?.[0]?.path).toBe('postalCode');
});

test('an address of somebody else is not found, and vendors have none', async () => {
  const [{ id } = { id: '' }] = await listed();
  const change = { body: { city: 'Mine' } };
  for (const [method, call] of [
    ['PATCH', change],
    ['DELETE', {}],
  ] as const) {
    const refused = await api(method, `${PATH}/${id}`, as(dora, call));
    expect(problem(refused, 404)).toBe('address-not-found');
  }
  expect(await listed(dora)).toEqual([]);
  expect((await listed()).map((one) => one.id)).toContain(id);
  const vendor = await newVendor();
  expect(problem(await api('GET', PATH, as(vendor)), 403)).toBe(
    'missing-scope',
  );
});
