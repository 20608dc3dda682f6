import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CatalogueItem } from '@souk/contracts/marketplace/catalogue';
import { openCatalogueDb } from '../../../src/catalogue/view/db';
import {
  candidatesOf,
  pageQuery,
  type Filter,
  type PageRequest,
} from '../../../src/catalogue/view/query';
import {
  CATALOGUE_FILE,
  CATALOGUE_SCHEMA,
} from '../../../src/catalogue/view/schema';
import {
  catalogueStore,
  type CatalogueStore,
} from '../../../src/catalogue/view/store';
import { product } from '../../support/fixtures';
import { emptyCatalogue } from '../../support/market';

const day = (n: number) =>
  `2026-01-${String(n).padStart(2, '0')}T00:00:00.000Z`;
const euros = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });

/**
 * Ten products: prices and names repeat, so that every order needs its
 * tie-break.
 */
async function stocked(): Promise<CatalogueStore> {
  const { store } = emptyCatalogue();
  for (let n = 1; n <= 10; n++) {
    const price = euros((n % 4) * 100);
    const name = `${n % 2 ? 'Ångström cup' : 'Oak Bowl'} ${n % 3}`;
    const category = n <= 5 ? 'Kitchen' : 'Garden';
    await store.putProduct(
      product({
        id: `p${n}`,
        vendorId: n % 2 ? 'ann' : 'bob',
        name,
        category,
        price,
        createdAt: day(Math.ceil(n / 2)),
      }),
    );
    if (n !== 10)
      await store.putStock({
        productId: `p${n}`,
        version: 1,
        available: n % 3,
        asOf: day(20),
      });
  }
  await store.putVendor({ id: 'ann', name: 'Ann & Co' });
  return store;
}

async function walk(
  store: CatalogueStore,
  filter: Filter,
  limit: number,
  between: () => unknown = () => undefined,
): Promise<CatalogueItem[]> {
  const all: CatalogueItem[] = [];
  let page = await store.page({ filter, after: undefined, limit });
  for (;;) {
    expect(page.items.length).toBeLessThanOrEqual(limit);
    all.push(...page.items);
    if (all.length > 1_000) throw new Error('The pages never end');
    if (!page.last) return all;
    await between();
    page = await store.page({ filter, after: page.last, limit });
  }
}

const ids = (items: CatalogueItem[]) => items.map(({ id }) => id);

describe.each(['newest', 'price', '-price', 'name'] as const)(
  'the order %s',
  (sort) => {
    const valueOf: Record<
      typeof sort,
      (item: CatalogueItem) => number | string
    > = {
      newest: (item) => -Math.ceil(Number(item.id.slice(1)) / 2),
      price: (item) => item.price.amountMinor,
      '-price': (item) => -item.price.amountMinor,
      name: (item) => item.name.toLowerCase(),
    };

    it('holds over pages of any size, with each product once', async () => {
      const store = await stocked();
      const whole = await walk(store, { sort }, 100);
      expect(new Set(ids(whole)).size).toBe(10);
      const values = whole.map(valueOf[sort]);
      expect(values).toEqual(
        [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)),
      );
      for (const limit of [1, 2, 3, 9, 10, 11])
        expect(ids(await walk(store, { sort }, limit))).toEqual(ids(whole));
    });

    it('neither repeats nor skips a product when others change between the pages', async () => {
      const store = await stocked();
      const before = ids(await walk(store, { sort }, 100));
      let n = 100;
      const seen = ids(
        await walk(store, { sort }, 2, async () => {
          n += 1;
          await store.putProduct(
            product({
              id: `p${n}`,
              name: 'Aardvark',
              price: euros(0),
              createdAt: day(28),
            }),
          );
          await store.putProduct(
            product({
              id: `q${n}`,
              name: 'Zebra',
              price: euros(99_999),
              createdAt: day(1),
            }),
          );
        }),
      );
      expect(seen.filter((id) => before.includes(id))).toEqual(before);
      expect(new Set(seen).size).toBe(seen.length);
    });
  },
);

describe('a filter', () => {
  it.each<[string, Filter, (item: CatalogueItem) => boolean]>([
    [
      'category',
      { sort: 'newest', category: 'Garden' },
      (i) => i.category === 'Garden',
    ],
    [
      'vendor',
      { sort: 'price', vendorId: 'ann' },
      (i) => i.vendor.id === 'ann',
    ],
    [
      'price from',
      { sort: 'name', minPrice: 200 },
      (i) => i.price.amountMinor >= 200,
    ],
    [
      'price to',
      { sort: '-price', maxPrice: 200 },
      (i) => i.price.amountMinor <= 200,
    ],
    [
      'stock',
      { sort: 'newest', inStockOnly: true },
      (i) => i.stock.available > 0,
    ],
    [
      'words',
      { sort: 'newest', q: 'CUP angst' },
      (i) => i.name.startsWith('Ångström'),
    ],
    [
      'all of them',
      {
        sort: 'price',
        category: 'Kitchen',
        vendorId: 'ann',
        minPrice: 100,
        maxPrice: 300,
        inStockOnly: true,
        q: 'cup',
      },
      (i) =>
        i.category === 'Kitchen' &&
        i.vendor.id === 'ann' &&
        i.price.amountMinor >= 100 &&
        i.stock.available > 0,
    ],
  ])('by %s keeps exactly what it names', async (_what, filter, keeps) => {
    const store = await stocked();
    const everything = await walk(store, { sort: filter.sort }, 100);
    const expected = ids(everything.filter(keeps));
    expect(expected.length).toBeGreaterThan(0);
    expect(expected.length).toBeLessThan(10);
    expect(ids(await walk(store, filter, 2))).toEqual(expected);
  });

  it.each([
    '"',
    '*',
    'cup"*',
    'NEAR(',
    '( OR',
    "' OR 1=1 --",
    '!!!',
    'name:cup',
    '-cup',
  ])('treats %p as words, not as a query', async (q) => {
    const request = {
      filter: { sort: 'newest', q },
      after: undefined,
      limit: 5,
    };
    const store = await stocked();
    expect(await store.page(request as PageRequest)).toHaveProperty('items');
  });
});

it('searches by its first eight words only', async () => {
  const { store } = emptyCatalogue();
  await store.putProduct(product({ name: 'One two three four five six' }));
  const words = 'o t th f fi s on tw elephant giraffe';
  expect(await walk(store, { sort: 'newest', q: words }, 5)).toHaveLength(1);
  expect(await walk(store, { sort: 'newest', q: 'o elephant' }, 5)).toEqual([]);
});

it.each<[string, Filter]>([
  ['a word', { sort: 'name', q: 'cup' }],
  ['a word and a price', { sort: 'newest', q: 'cup', minPrice: 1 }],
  ['a range of prices', { sort: 'newest', minPrice: 1, maxPrice: 2 }],
])(
  'begins with the few candidates of %s, not with the catalogue',
  async (_what, filter) => {
    const { db } = emptyCatalogue();
    const request = { filter, after: undefined, limit: 10 };
    const { sql, params } = pageQuery(request, candidatesOf(filter));
    const plan = JSON.stringify(db.read(`EXPLAIN QUERY PLAN ${sql}`, params));
    expect(plan).toMatch(/SEARCH p USING INTEGER PRIMARY KEY/);
    expect(plan).not.toMatch(/SCAN p /);
  },
);

it('dates a stock figure by the last event, or by the creation before the first', async () => {
  const rows = new Map(
    (await walk(await stocked(), { sort: 'newest' }, 100)).map((item) => [
      item.id,
      item,
    ]),
  );
  expect(rows.get('p8')!.stock).toEqual({
    available: 2,
    inStock: true,
    asOf: day(20),
  });
  expect(rows.get('p10')!.stock).toEqual({
    available: 0,
    inStock: false,
    asOf: day(5),
  });
  expect([rows.get('p9')!.vendor, rows.get('p10')!.vendor]).toEqual([
    { id: 'ann', name: 'Ann & Co' },
    { id: 'bob', name: 'bob' },
  ]);
});

describe('an archived product', () => {
  it('disappears from lists and search, and a late event does not bring it back', async () => {
    const { store } = emptyCatalogue();
    await store.putProduct(product());
    await store.archiveProduct({
      id: 'prod-1',
      vendorId: 'ann',
      version: 3,
      archivedAt: day(3),
    });
    await store.putProduct(product({ version: 2 }));
    expect(await walk(store, { sort: 'newest' }, 5)).toEqual([]);
    expect(await walk(store, { sort: 'newest', q: 'walnut' }, 5)).toEqual([]);
  });

  it('takes a change that its archiving has overtaken', async () => {
    const { store } = emptyCatalogue();
    const archived = {
      id: 'prod-1',
      vendorId: 'ann',
      version: 3,
      archivedAt: day(3),
    };
    await store.putProduct(product());
    await store.archiveProduct(archived);
    await store.putProduct(product({ version: 2, name: 'Oak bowl' }));
    const filter = { status: 'archived', sort: 'newest' } as const;
    const own = await store.own({
      vendorId: 'ann',
      filter,
      after: undefined,
      limit: 5,
    });
    expect(own.items).toMatchObject([{ name: 'Oak bowl', version: 3 }]);
  });

  it('stays hidden when its archiving arrives first', async () => {
    const { store } = emptyCatalogue();
    await store.archiveProduct({
      id: 'prod-1',
      vendorId: 'ann',
      version: 2,
      archivedAt: day(3),
    });
    await store.putProduct(product());
    expect(await walk(store, { sort: 'newest' }, 5)).toEqual([]);
  });
});

it('finds a renamed product by its new name only', async () => {
  const { store } = emptyCatalogue();
  await store.putProduct(product({ name: 'Walnut bowl' }));
  await store.putProduct(product({ name: 'Cherry plate', version: 2 }));
  expect(await walk(store, { sort: 'newest', q: 'walnut' }, 5)).toEqual([]);
  expect(ids(await walk(store, { sort: 'newest', q: 'cherry' }, 5))).toEqual([
    'prod-1',
  ]);
});

it('writes all of a chunk or nothing', async () => {
  const { store } = emptyCatalogue();
  const bad = { ...product({ id: 'p2' }), name: null as unknown as string };
  await expect(
    store.putAll({
      vendors: [{ id: 'ann', name: 'Ann' }],
      products: [product(), bad],
    }),
  ).rejects.toThrow();
  expect([
    store.vendorName('ann'),
    await walk(store, { sort: 'newest' }, 5),
  ]).toEqual([undefined, []]);
  await store.putAll({ products: [product()] });
  expect(await walk(store, { sort: 'newest' }, 5)).toHaveLength(1);
});

it('survives the process, and starts empty when its file is corrupt', async () => {
  const { dir, db, store } = emptyCatalogue();
  await store.putProduct(product());
  await store.putRebuilt({}, undefined, new Date(day(4)));
  await db.close();
  const file = join(dir, CATALOGUE_FILE);
  const reopened = catalogueStore(
    openCatalogueDb({ path: file, schema: CATALOGUE_SCHEMA }),
  );
  expect([
    reopened.built(),
    ids(await walk(reopened, { sort: 'newest' }, 5)),
  ]).toEqual([true, ['prod-1']]);

  const spoilt = join(dir, 'spoilt.db');
  writeFileSync(
    spoilt,
    'not a database at all, but long enough to be looked at'.repeat(100),
  );
  const fresh = catalogueStore(
    openCatalogueDb({ path: spoilt, schema: CATALOGUE_SCHEMA }),
  );
  expect([fresh.built(), await walk(fresh, { sort: 'newest' }, 5)]).toEqual([
    false,
    [],
  ]);
});

it.each<[string, Filter]>([
  ['newest', { sort: 'newest' }],
  ['price', { sort: 'price' }],
  ['name of a category', { sort: 'name', category: 'Kitchen' }],
  ['-price of a vendor', { sort: '-price', vendorId: 'ann' }],
  ['price of a range', { sort: 'price', minPrice: 1, maxPrice: 2 }],
  [
    'newest of a wide range of prices',
    { sort: 'newest', minPrice: 1, maxPrice: 2 },
  ],
])('reads %s along an index, without sorting', async (_what, filter) => {
  const { db } = emptyCatalogue();
  const { sql, params } = pageQuery({ filter, after: undefined, limit: 10 });
  const plan = JSON.stringify(db.read(`EXPLAIN QUERY PLAN ${sql}`, params));
  expect(plan).toMatch(/USING INDEX product_by_/);
  expect(plan).not.toMatch(/TEMP B-TREE/);
});
