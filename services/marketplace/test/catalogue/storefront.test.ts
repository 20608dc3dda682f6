import type { OwnProductPage } from '@souk/contracts/marketplace/own-products';
import type {
  CategoryList,
  Facets,
  SuggestionList,
} from '@souk/contracts/marketplace/storefront';
import { AppError } from '@souk/platform/http/errors';
import { product } from '../support/fixtures';
import { as, market, refusing, type Answers } from '../support/market';

const AT = '2026-01-05T00:00:00.000Z';

/**
 * Two vendors, three categories, one of nine products without stock and one
 * archived.
 */
async function shop(answers: Answers = {}) {
  const made = market(answers);
  const add = async (
    id: string,
    over: Parameters<typeof product>[0],
    available = 3,
  ) => {
    await made.store.putProduct(
      product({
        id,
        sku: id.toUpperCase(),
        createdAt: `2026-01-0${id.slice(1)}T00:00:00.000Z`,
        ...over,
      }),
    );
    await made.store.putStock({
      productId: id,
      version: 2,
      available,
      asOf: AT,
    });
  };
  const price = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
  await add('p1', {
    name: 'Oak bowl',
    category: 'Kitchen',
    price: price(1_000),
  });
  await add('p2', {
    name: 'Walnut bowl',
    category: 'Kitchen',
    price: price(2_000),
    images: ['/pictures/a/walnut.svg'],
  });
  await add(
    'p3',
    {
      name: 'Bowl of clay',
      category: 'Kitchen',
      price: price(3_000),
      vendorId: 'bob',
    },
    0,
  );
  await add('p4', {
    name: 'Oak spade',
    category: 'Garden',
    price: price(4_000),
    vendorId: 'bob',
  });
  await add(
    'p5',
    {
      name: 'Wool scarf 100%_',
      category: 'Knitwear',
      price: price(5_000),
      images: [],
    },
    9,
  );
  await add('p6', { name: 'Gone', category: 'Kitchen', price: price(1) });
  await made.store.archiveProduct({
    id: 'p6',
    vendorId: 'ann',
    version: 2,
    archivedAt: AT,
  });
  await made.store.putVendor({ id: 'ann', name: 'Ann & Co' });
  await made.store.putVendor({ id: 'bob', name: 'Bob’s Bowls' });
  const get = async (path: string) =>
    (await made.api.get(path).expect(200)).body as unknown;
  return { ...made, get };
}

describe('GET /api/categories', () => {
  it('lists each with its number of products and the picture of the newest in stock', async () => {
    expect(await (await shop()).get('/api/categories')).toEqual({
      items: [
        { name: 'Kitchen', count: 3, image: '/pictures/a/walnut.svg' },
        {
          name: 'Garden',
          count: 1,
          image: 'https://images.souk.example/bowl.jpg',
        },
        { name: 'Knitwear', count: 1, image: null },
      ],
    });
  });
});

describe('GET /api/categories?limit', () => {
  it('lists the largest ones', async () => {
    const { get } = await shop();
    const { items } = (await get('/api/categories?limit=2')) as CategoryList;
    expect(items.map(({ name }) => name)).toEqual(['Kitchen', 'Garden']);
  });

  it.each(['0', '201', 'all'])('is not %s', async (limit) => {
    await (await shop()).api.get(`/api/categories?limit=${limit}`).expect(422);
  });

  it('is never left out: no answer has more than 200', async () => {
    const { store, get } = await shop();
    for (let n = 0; n < 250; n++)
      await store.putProduct(
        product({ id: `c-${n}`, category: `Category ${n}` }),
      );
    const all = (await get('/api/categories?limit=200')) as CategoryList;
    expect(all.items).toHaveLength(200);
    const some = (await get('/api/categories')) as CategoryList;
    expect(some.items).toHaveLength(100);
  });
});

describe('GET /api/products/facets', () => {
  const facets = async (query = '') =>
    (await (await shop()).get(`/api/products/facets${query}`)) as Facets;

  it('counts everything when nothing is asked', async () => {
    expect(await facets()).toMatchObject({
      categories: [
        { name: 'Kitchen', count: 3 },
        { name: 'Garden', count: 1 },
        { name: 'Knitwear', count: 1 },
      ],
      vendors: [
        { id: 'ann', name: 'Ann & Co', count: 3 },
        { id: 'bob', name: 'Bob’s Bowls', count: 2 },
      ],
      price: { min: 1_000, max: 5_000, currency: 'EUR' },
      inStock: 4,
      total: 5,
      capped: false,
    });
  });

  it('counts each with every filter but its own', async () => {
    const told = await facets(
      '?category=Kitchen&vendorId=ann&minPrice=1500&inStockOnly=true',
    );
    expect(told).toMatchObject({
      categories: [
        { name: 'Kitchen', count: 1 },
        { name: 'Knitwear', count: 1 },
      ],
      vendors: [{ id: 'ann', count: 1 }],
      price: { min: 1_000, max: 2_000 },
      inStock: 1,
      total: 1,
    });
    expect((await facets('?category=Kitchen')).inStock).toBe(2);
  });

  it('agrees with the list for every combination', async () => {
    const { api } = await shop();
    for (const query of [
      '',
      '?q=bowl',
      '?category=Kitchen',
      '?vendorId=bob&maxPrice=3500',
      '?q=oak&inStockOnly=true',
      '?q=%22',
    ]) {
      const list = (await api.get(`/api/products${query}`).expect(200))
        .body as { items: unknown[] };
      const { total } = (
        await api.get(`/api/products/facets${query}`).expect(200)
      ).body as Facets;
      expect([query, total]).toEqual([query, list.items.length]);
    }
  });

  it('has no price when nothing matches', async () => {
    expect(await facets('?category=None')).toMatchObject({
      price: null,
      total: 0,
      inStock: 0,
      vendors: [],
    });
  });

  it.each([
    '?sort=name',
    '?after=x',
    '?limit=3',
    '?minPrice=x',
    '?minPrice=2&maxPrice=1',
    '?q=',
  ])('refuses %s', async (query) => {
    await (await shop()).api.get(`/api/products/facets${query}`).expect(422);
  });
});

it('says that a search took too long, and serves what needs none', async () => {
  const made = market();
  await made.store.putProduct(product());
  made.store.facets = async () => {
    throw new AppError('unavailable', 'search-too-slow', 'too long', {
      retryAfterSeconds: 5,
    });
  };
  const refused = await made.api.get('/api/products/facets?q=s').expect(503);
  expect(refused.body).toMatchObject({ type: '/problems/search-too-slow' });
  expect(refused.headers).toMatchObject({ 'retry-after': '5' });
  await made.api.get('/api/products').expect(200);
});

describe('GET /api/suggestions', () => {
  const suggest = async (q: string) =>
    (
      (await (
        await shop()
      ).get(`/api/suggestions?q=${encodeURIComponent(q)}`)) as SuggestionList
    ).items;

  it('completes categories, vendors and products, the newest products first', async () => {
    expect(await suggest('bo')).toEqual([
      { kind: 'vendor', text: 'Bob’s Bowls', id: 'bob' },
      { kind: 'product', text: 'Bowl of clay', id: 'p3' },
      { kind: 'product', text: 'Walnut bowl', id: 'p2' },
      { kind: 'product', text: 'Oak bowl', id: 'p1' },
    ]);
    expect((await suggest('KITCH'))[0]).toEqual({
      kind: 'category',
      text: 'Kitchen',
    });
  });

  it('lists a name once, and at most ten', async () => {
    const { store, get } = await shop();
    for (let n = 10; n < 40; n++)
      await store.putProduct(
        product({ id: `p${n}`, name: `Bowl ${n < 20 ? 0 : n}`, createdAt: AT }),
      );
    const { items } = (await get('/api/suggestions?q=bowl')) as SuggestionList;
    expect(items).toHaveLength(10);
    expect(new Set(items.map(({ text }) => text)).size).toBe(10);
  });

  it.each([
    '%',
    '_',
    '"',
    "'; DROP TABLE product; --",
    'bowl*',
    '-',
    'NEAR(',
    '\\',
  ])('treats %p as words and nothing else', async (q) => {
    const items = await suggest(q);
    expect(
      items.every(
        ({ text }) => text.toLowerCase().includes('bowl') && q.includes('bowl'),
      ),
    ).toBe(true);
  });

  it.each(['', '?q=', `?q=${'x'.repeat(201)}`, '?q=a&more=1'])(
    'refuses %.20p',
    async (query) => {
      await (await shop()).api.get(`/api/suggestions${query}`).expect(422);
    },
  );
});

describe('GET /api/vendors/{id}', () => {
  it('shows the name and how much is for sale', async () => {
    expect(await (await shop()).get('/api/vendors/ann')).toEqual({
      id: 'ann',
      name: 'Ann & Co',
      products: 3,
    });
  });

  it('asks for an unknown vendor, and reports a missing one', async () => {
    const answers = {
      'GET vendors/vendors/new': { id: 'new', name: 'New' },
      'GET vendors/vendors/nobody': refusing('not-found', 'vendor-not-found'),
    };
    const { api, get } = await shop(answers);
    expect(await get('/api/vendors/new')).toEqual({
      id: 'new',
      name: 'New',
      products: 0,
    });
    expect(
      (await api.get('/api/vendors/nobody').expect(404)).body,
    ).toMatchObject({ type: '/problems/vendor-not-found' });
    await api.get('/api/vendors/else').expect(503);
    await api.get('/api/vendors/a%20b').expect(422);
  });

  it('does not hide the vendor of a token', async () => {
    await (await shop()).api.get('/api/vendors/me').expect(401);
  });
});

describe('GET /api/vendors/me/products', () => {
  const list = async (
    query = '',
    made: Awaited<ReturnType<typeof shop>> | ReturnType<typeof shop> = shop(),
  ) =>
    (
      await (
        await made
      ).api
        .get(`/api/vendors/me/products${query}`)
        .set(as('ann'))
        .expect(200)
    ).body as OwnProductPage;
  const ids = ({ items }: OwnProductPage) => items.map(({ id }) => id);

  it('lists own products with stock and versions', async () => {
    const page = await list();
    expect(ids(page)).toEqual(['p5', 'p2', 'p1']);
    expect(page.items[1]).toEqual({
      id: 'p2',
      version: 1,
      status: 'active',
      name: 'Walnut bowl',
      category: 'Kitchen',
      sku: 'P2',
      price: { amountMinor: 2_000, currency: 'EUR' },
      image: '/pictures/a/walnut.svg',
      createdAt: '2026-01-02T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:00.000Z',
      stock: { available: 3, version: 2, asOf: AT },
    });
  });

  it('lists unopened and low stock first', async () => {
    const made = await shop();
    await made.store.putProduct(product({ id: 'p7' }));
    await made.store.putStock({
      productId: 'p2',
      version: 3,
      available: 1,
      asOf: AT,
    });
    const page = await list('?sort=stock', made);
    expect(ids(page)).toEqual(['p7', 'p2', 'p1', 'p5']);
    expect(page.items[0]?.stock).toBeNull();
  });

  it.each(['newest', 'updated', 'name', 'stock'])(
    'pages through all by %s, each once',
    async (sort) => {
      const made = await shop();
      const seen: string[] = [];
      let query = `?sort=${sort}&limit=1`;
      for (let pages = 0; pages < 3; pages++) {
        const page = await list(query, made);
        seen.push(...ids(page));
        query = `?sort=${sort}&limit=1&after=${page.next ?? ''}`;
        expect(page.next === null).toBe(pages === 2);
      }
      expect(seen).toEqual(ids(await list(`?sort=${sort}`, made)));
    },
  );

  it('finds by any part of name or SKU', async () => {
    expect(ids(await list('?q=owl'))).toEqual(['p2', 'p1']);
    expect(ids(await list('?q=p5'))).toEqual(['p5']);
    expect(ids(await list('?q=100%25_'))).toEqual(['p5']);
    expect(ids(await list('?q=%25l'))).toEqual([]);
  });

  it('lists archived ones as they were, and a restored one as active', async () => {
    const made = await shop();
    expect((await list('?status=archived', made)).items).toMatchObject([
      { id: 'p6', name: 'Gone', status: 'archived', version: 2, updatedAt: AT },
    ]);
    await made.store.putProduct(
      product({ id: 'p6', name: 'Gone', version: 3 }),
    );
    expect(ids(await list('?status=archived', made))).toEqual([]);
    expect(await made.get('/api/products?q=gone')).toMatchObject({
      items: [{ id: 'p6' }],
    });
  });

  it('hides one that was archived before its creation arrived, until its details are known', async () => {
    const made = await shop();
    await made.store.archiveProduct({
      id: 'p8',
      vendorId: 'ann',
      version: 2,
      archivedAt: AT,
    });
    expect(ids(await list('?status=archived', made))).toEqual(['p6']);
    await made.store.putProduct(
      product({ id: 'p8', status: 'archived', version: 2 }),
    );
    expect(ids(await list('?status=archived', made))).toContain('p8');
  });

  it('refuses strangers, wrong fields and the cursor of another vendor', async () => {
    const made = await shop();
    await made.api.get('/api/vendors/me/products').expect(401);
    for (const query of [
      '?sort=price',
      '?status=gone',
      '?limit=0',
      '?vendorId=bob',
    ]) {
      await made.api
        .get(`/api/vendors/me/products${query}`)
        .set(as('ann'))
        .expect(422);
    }
    const { next } = await list('?limit=1', made);
    const foreign = await made.api
      .get(`/api/vendors/me/products?limit=1&after=${String(next)}`)
      .set(as('bob'))
      .expect(422);
    expect(foreign.body).toMatchObject({ type: '/problems/invalid-cursor' });
  });
});
