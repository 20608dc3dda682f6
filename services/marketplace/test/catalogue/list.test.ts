import type { CataloguePage } from '@souk/contracts/marketplace/catalogue';
import { product } from '../support/fixtures';
import { market } from '../support/market';

async function stocked() {
  const made = market();
  for (let n = 1; n <= 5; n++)
    await made.store.putProduct(
      product({
        id: `p${n}`,
        price: { amountMinor: n * 100, currency: 'EUR' },
      }),
    );
  return made;
}

it('pages through the whole list by its cursors, without a call to another service', async () => {
  const { api, calls } = await stocked();
  const seen: string[] = [];
  let after: string | null = '';
  while (after !== null) {
    const page = await api
      .get('/api/products')
      .query({ sort: 'price', limit: '2', ...(after === '' ? {} : { after }) })
      .expect(200);
    const { items, next } = page.body as CataloguePage;
    seen.push(...items.map(({ id }) => id));
    after = next;
  }
  expect(seen).toEqual(['p1', 'p2', 'p3', 'p4', 'p5']);
  expect(calls).toEqual([]);
});

describe('a cursor', () => {
  const next = async () => {
    const made = await stocked();
    const page = await made.api
      .get('/api/products?sort=price&limit=2')
      .expect(200);
    return { ...made, cursor: (page.body as CataloguePage).next! };
  };

  it.each([
    ['of another order', 'sort=-price&limit=2'],
    ['of another filter', 'sort=price&category=Kitchen'],
    ['of no filter for a search', 'sort=price&q=bowl'],
  ])('%s is refused', async (_what, query) => {
    const { api, cursor } = await next();
    const refused = await api
      .get(`/api/products?${query}&after=${cursor}`)
      .expect(422);
    expect(refused.body).toMatchObject({ type: '/problems/invalid-cursor' });
  });

  it('is valid for pages of another size', async () => {
    const { api, cursor } = await next();
    const page = await api
      .get(`/api/products?sort=price&limit=3&after=${cursor}`)
      .expect(200);
    expect((page.body as CataloguePage).items.map(({ id }) => id)).toEqual([
      'p3',
      'p4',
      'p5',
    ]);
  });

  it('is refused when a single character has changed', async () => {
    const { api, cursor } = await next();
    for (const at of [0, 10, 25, cursor.length - 2]) {
      const other = cursor[at] === 'A' ? 'B' : 'A';
      const forged = cursor.slice(0, at) + other + cursor.slice(at + 1);
      await api
        .get(`/api/products?sort=price&limit=2&after=${forged}`)
        .expect(422);
    }
    await api.get('/api/products?sort=price&after=x').expect(422);
  });
});

it.each([
  ['an unknown parameter', 'page=2', 'page'],
  ['two unknown ones', 'page=2&size=3', 'size'],
  ['a limit of none', 'limit=0', 'limit'],
  ['a limit over the most', 'limit=101', 'limit'],
  ['a limit that is no number', 'limit=many', 'limit'],
  ['a price below zero', 'minPrice=-1', 'minPrice'],
  ['a price with a fraction', 'maxPrice=1.5', 'maxPrice'],
  ['a range that is none', 'minPrice=5&maxPrice=4', 'minPrice'],
  ['an unknown order', 'sort=cheapest', 'sort'],
  ['a parameter given twice', 'category=a&category=b', 'category'],
  ['an operator', 'category[$ne]=x', 'category[$ne]'],
  ['a flag that is none', 'inStockOnly=yes', 'inStockOnly'],
  ['a vendor id that cannot be one', 'vendorId=a%20b', 'vendorId'],
  ['an empty search', 'q=', 'q'],
])('refuses %s and names it', async (_what, query, path) => {
  const refused = await market().api.get(`/api/products?${query}`).expect(422);
  expect(refused.body).toMatchObject({ type: '/problems/invalid-input' });
  expect(
    (refused.body as { errors: { path: string }[] }).errors.map((e) => e.path),
  ).toContain(path);
});
