import { interleaved } from '../src/features/catalogue/home/interleaved';
import { reportCsv } from '../src/features/import/report';
import { waterfall } from '../src/features/operations/waterfall';
import { pointsOf } from '../src/features/own-products/stock/history-points';
import { returnPath } from '../src/features/session/return-path';
import { safeImage } from '../src/lib/safe-image';

test.each([
  ['https://a.example/b.jpg', 'https://a.example/b.jpg'],
  ['/pictures/tea/assam.svg', '/pictures/tea/assam.svg'],
  ['javascript:alert(1)', undefined],
  ['data:image/svg+xml,<svg/>', undefined],
  ['//elsewhere.example/a.jpg', undefined],
  ['/\\elsewhere.example/a.jpg', undefined],
  [null, undefined],
])('a picture at %s is loaded from %s', (src, url) => {
  expect(safeImage(src)).toBe(url);
});

test.each([
  ['/console/products?q=a', '/console/products?q=a'],
  ['https://elsewhere.example/console/', '/console'],
  ['//elsewhere.example', '/console'],
  ['/console\\..\\x', '/console'],
  [null, '/console'],
])('after signing in, %s leads to %s', (asked, path) => {
  expect(returnPath(asked, '/console')).toBe(path);
});

test.each([
  ['/cart?x=1', '/cart?x=1'],
  ['//elsewhere.example', '/'],
  ['/\\elsewhere.example', '/'],
  ['https://elsewhere.example', '/'],
])('a customer who has signed in at %s is led to %s', (asked, path) => {
  expect(returnPath(asked, '/')).toBe(path);
});

test('a shelf shows one of each category before the second of any', () => {
  const items = ['a', 'a', 'b', 'a', 'c', 'b'].map((category, n) => ({
    category,
    n,
  }));

  expect(interleaved(items).map(({ n }) => n)).toEqual([0, 2, 4, 1, 5, 3]);
});

test('a report of bad rows runs no formula in a spreadsheet', () => {
  expect(reportCsv([{ line: 3, reason: '=HYPERLINK("x")' }])).toBe(
    'Line,Reason\r\n3,"\'=HYPERLINK(""x"")"\r\n',
  );
});

test('a history becomes a line from the oldest to the newest, summed over warehouses', () => {
  const entry = (
    version: number,
    warehouseId: string,
    after: number,
    available: number,
  ) => ({
    version,
    available,
    at: `2026-01-0${version}T00:00:00.000Z`,
    changes: [
      {
        kind: 'set' as const,
        warehouseId,
        onHand: { before: 0, after },
        reserved: { before: 0, after: 0 },
      },
    ],
  });

  const points = pointsOf([entry(2, 'b', 4, 9), entry(1, 'a', 5, 5)]);

  expect(points.map(({ onHand, available }) => [onHand, available])).toEqual([
    [5, 5],
    [9, 9],
  ]);
});

test('spans are under their parents by start; a missing parent makes a root', () => {
  const span = (spanId: string, parentId: string | null, startUs: number) => ({
    traceId: 't',
    spanId,
    parentId,
    service: 's',
    name: spanId,
    startUs,
    durationUs: 100,
    error: null,
    httpStatus: null,
    links: [],
  });

  const { bars, totalUs } = waterfall([
    span('late', 'root', 1_300),
    span('root', null, 1_000),
    span('early', 'root', 1_100),
    span('lost', 'gone', 1_200),
  ]);

  expect(bars.map(({ name, depth }) => `${depth} ${name}`)).toEqual([
    '0 root',
    '1 early',
    '1 late',
    '0 lost',
  ]);
  expect(totalUs).toBe(400);
});
