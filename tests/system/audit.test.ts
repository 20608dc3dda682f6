import { audit, type LedgerEntry } from '../lib/souk/ledger';

const entry = (
  version: number,
  before: number,
  after: number,
  change: Partial<LedgerEntry> = {},
): LedgerEntry => ({
  productId: 'p',
  vendorId: 'v',
  version,
  operationId: `o${version}`,
  at: '2026-01-01T00:00:00.000Z',
  available: after,
  changes: [
    {
      kind: version === 1 ? 'opened' : 'set',
      warehouseId: 'main',
      onHand: { before, after },
      reserved: { before: 0, after: 0 },
    },
  ],
  ...change,
});
const level = (version: number, onHand: number) => ({
  version,
  available: onHand,
  warehouses: [{ warehouseId: 'main', onHand, reserved: 0 }],
});
const books = [entry(1, 0, 5), entry(2, 5, 9), entry(3, 9, 2)];

describe('the audit of the fault tests', () => {
  test('finds nothing in a correct ledger', () => {
    expect(audit(books, level(3, 2))).toEqual([]);
  });

  test.each<[string, LedgerEntry[], ReturnType<typeof level>]>([
    ['a gap', [books[0]!, books[2]!], level(3, 2)],
    ['a lost last entry', books.slice(0, 2), level(3, 2)],
    [
      'an entry written twice',
      [books[0]!, books[1]!, books[1]!, books[2]!],
      level(3, 2),
    ],
    [
      'stock opened twice',
      [
        books[0]!,
        entry(2, 5, 10, { changes: [{ ...entry(1, 5, 10).changes[0]! }] }),
      ],
      level(2, 10),
    ],
    [
      'a change that starts from another level',
      [books[0]!, entry(2, 4, 9)],
      level(2, 9),
    ],
    ['a wrong sum', [books[0]!, entry(2, 5, 9, { available: 8 })], level(2, 9)],
    ['a level that is not the last entry', books, level(3, 4)],
    [
      'a warehouse with another level',
      books,
      {
        ...level(3, 2),
        warehouses: [{ warehouseId: 'main', onHand: 3, reserved: 1 }],
      },
    ],
  ])('finds %s', (_what, entries, told) => {
    expect(audit(entries, told)).not.toEqual([]);
  });
});
