import {
  readShopQuery,
  writeShopQuery,
} from '../src/features/catalogue/query/shop-query';

const read = (search: string) => readShopQuery(new URLSearchParams(search));

test('a query survives being written to the URL and read again', () => {
  const query = {
    q: 'oak & ash',
    category: 'Toys',
    vendorId: 'v-1',
    minPrice: 0,
    maxPrice: 2_500,
    inStockOnly: true,
    sort: '-price',
  } as const;

  expect(readShopQuery(writeShopQuery(query))).toEqual(query);
});

test('a query without filters has no URL parameters', () => {
  expect(writeShopQuery(read('')).toString()).toBe('');
});

test.each([
  ['min=-3&max=abc', {}],
  ['min=500&max=100', { minPrice: 100, maxPrice: 500 }],
  ['sort=toString', {}],
  ['vendor=../../etc', {}],
  ['stock=maybe&q=%20%20', {}],
])('invalid URL parameters are ignored: %s', (search, expected) => {
  expect(read(search)).toEqual({ sort: 'newest', ...expected });
});
