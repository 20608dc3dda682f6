import { checkStock } from './check';
import type { Evidence, Rule, Try } from './evidence';
import { accepted, bookkeeper, example, refused, tried } from './example';

/** The rules broken by the example after this change. */
function broken(spoil: (evidence: Evidence) => void): Rule[] {
  const evidence = structuredClone(example());
  spoil(evidence);
  return [...new Set(checkStock(evidence).map(({ rule }) => rule))];
}

const entry = ({ ledger }: Evidence, version: number) =>
  ledger.find((one) => one.productId === 'cup' && one.version === version)!;
const tryOf = ({ tries }: Evidence, id: string): Try =>
  tries.findLast(({ operationId }) => operationId === id)!;
const saidTo = (evidence: Evidence, id: string) =>
  tryOf(evidence, id).answer!.products[0]!;

test('finds nothing in a correct history', () => {
  expect(checkStock(example())).toEqual([]);
});

test.each<[string, Rule, (evidence: Evidence) => void]>([
  [
    'a version is missing',
    'versions',
    ({ ledger }) => void ledger.splice(1, 1),
  ],
  [
    'a version is duplicated',
    'versions',
    (seen) => void seen.ledger.push(entry(seen, 3)),
  ],
  [
    'the stock is ahead of its ledger',
    'versions',
    ({ levels }) => void (levels[0]!.version += 1),
  ],
  [
    'a product has no ledger',
    'versions',
    (seen) => void (seen.ledger = seen.ledger.slice(0, -3)),
  ],
  [
    'a turn starts from another level',
    'conserved',
    (seen) => void (entry(seen, 3).changes[0]!.onHand.before += 1),
  ],
  [
    'the stock has more than the ledger',
    'conserved',
    ({ levels }) => void (levels[0]!.warehouses[0]!.onHand += 1),
  ],
  [
    'more is reported available than there is',
    'conserved',
    (seen) => void (entry(seen, 3).available += 1),
  ],
  [
    'a reserve takes from the shelf',
    'conserved',
    (seen) => void (entry(seen, 2).changes[0]!.onHand.after -= 1),
  ],
  [
    'stock is opened twice',
    'conserved',
    (seen) => void (entry(seen, 6).changes[0]!.kind = 'opened'),
  ],
  [
    'more is reserved than there is',
    'oversold',
    (seen) => void (entry(seen, 2).changes[0]!.reserved.after = 5),
  ],
  [
    'less than nothing is available',
    'oversold',
    (seen) => void (entry(seen, 3).available = -1),
  ],
  [
    'a reservation ends twice',
    'ends-once',
    (seen) => void entry(seen, 6).changes.push(...entry(seen, 5).changes),
  ],
  [
    'a reservation ends with other units',
    'ends-once',
    (seen) => void entry(seen, 3).changes.pop(),
  ],
  [
    'a reservation never ends',
    'ends-once',
    ({ ledger }) => void ledger.splice(-5, 1),
  ],
  [
    'an unheld reservation is extended',
    'ends-once',
    (seen) => void (entry(seen, 5).changes = entry(seen, 6).changes),
  ],
  [
    'a confirmed reservation expires',
    'ends-once',
    (seen) => void (entry(seen, 10).changes[0]!.reservationId = 'a'),
  ],
  [
    'an acknowledged call is lost',
    'acknowledged-kept',
    (seen) => void (entry(seen, 3).changes = []),
  ],
  [
    'an acknowledgement names another version',
    'acknowledged-kept',
    (seen) => void (saidTo(seen, 'a2').version = 4),
  ],
  [
    'an acknowledgement names another warehouse',
    'acknowledged-kept',
    (seen) =>
      void (saidTo(seen, 'b1').reservation!.taken[0]!.warehouseId = 'main'),
  ],
  [
    'a repeated call gets another version',
    'same-reply',
    (seen) => void (saidTo(seen, 'a1').version = 3),
  ],
  [
    'a repeated call is refused',
    'same-reply',
    (seen) =>
      void (tryOf(seen, 'a1').answer = {
        at: 140,
        outcome: 'refused',
        products: [refused('cup', 2)],
      }),
  ],
  [
    'a refused call has an effect',
    'refused-without-trace',
    (seen) =>
      void (tryOf(seen, 'b2').answer = {
        at: 410,
        outcome: 'refused',
        products: [refused('cup', 4)],
      }),
  ],
  [
    'a part of a refused reserve is sold',
    'refused-without-trace',
    ({ ledger }) => void (ledger.at(-1)!.changes[0]!.kind = 'confirmed'),
  ],
  [
    'an unanswered call is applied twice',
    'one-side',
    (seen) => void (entry(seen, 10).changes[0]!.operationId = 'u1'),
  ],
  [
    'an unanswered call is applied in part',
    'one-side',
    (seen) =>
      void (tryOf(seen, 'u1').products = [{ productId: 'cup', quantity: 2 }]),
  ],
  [
    'something other than the request is applied',
    'one-side',
    (seen) => void (tryOf(seen, 'u1').kind = 'confirm'),
  ],
  [
    'something nobody requested is applied',
    'one-side',
    ({ tries }) => void tries.splice(-2, 1),
  ],
  [
    'a call comes before one that was answered earlier',
    'real-time-order',
    (seen) =>
      void Object.assign(tryOf(seen, 'b1'), {
        invokedAt: 15_150,
        answer: { ...tryOf(seen, 'b1').answer, at: 15_160 },
      }),
  ],
  [
    'a refusal rests on an older version',
    'real-time-order',
    (seen) => void (saidTo(seen, 'b3').version = 4),
  ],
  [
    'a reservation expires early',
    'expiry',
    (seen) => void (entry(seen, 10).at = new Date(25_199).toISOString()),
  ],
  [
    'a reservation is confirmed after it expired',
    'expiry',
    (seen) => void (entry(seen, 3).at = new Date(10_100).toISOString()),
  ],
  [
    'a reservation is granted for longer than requested',
    'expiry',
    (seen) =>
      void (saidTo(seen, 'b1').reservation!.expiresAt = new Date(
        10_301,
      ).toISOString()),
  ],
  [
    'a holder is told too early that a reservation expired',
    'expiry',
    ({ tries }) =>
      void tries.push(
        tried(['confirm', 'u', 'u3'], [25_000, 25_100], { cup: 1 }, [
          refused('cup', 9, 'reservation-expired'),
        ]),
      ),
  ],
])('finds that %s', (_name, rule, spoil) => {
  expect(broken(spoil)).toContain(rule);
});

test('two changes for one operation in one turn count as applied twice', () => {
  const cups = bookkeeper('cup');
  cups.turn(0, { kind: 'opened', operationId: 'open', units: { main: 9 } });
  const reserve = {
    kind: 'reserved',
    operationId: 'a1',
    reservationId: 'a',
    units: { main: 1 },
  } as const;
  cups.turn(100, reserve, reserve);
  const said = accepted('cup', {
    id: 'a',
    version: 2,
    status: 'held',
    units: { main: 1 },
    expiresAt: 10_100,
  });
  const tries = [
    tried(['open', undefined, 'open'], [0, 10], { cup: 9 }),
    tried(['reserve', 'a', 'a1'], [90, 110], { cup: 1 }, [said]),
  ];

  const rules = checkStock({
    ledger: cups.entries,
    levels: [cups.level()],
    tries,
  }).map(({ rule }) => rule);

  expect(rules).toEqual(
    expect.arrayContaining(['ends-once', 'one-side', 'acknowledged-kept']),
  );
});

test('clocks may differ by skewMs', () => {
  const early = tried(['confirm', 'u', 'u3'], [25_000, 25_100], { cup: 1 }, [
    refused('cup', 10, 'reservation-expired'),
  ]);
  const evidence = example();

  expect(
    checkStock({ ...evidence, tries: [...evidence.tries, early], skewMs: 90 }),
  ).toEqual([]);
});

test.each([
  ['once, as much as was taken', [1, 1], []],
  ['more than was taken', [1, 2], ['returned']],
])('units come back %s', (_name, back, expected) => {
  const cups = bookkeeper('cup');
  const of = (kind: 'reserved' | 'confirmed') => ({
    kind,
    operationId: kind,
    reservationId: 'a',
    units: { main: 2 },
  });
  const returned = (units: number, n: number) => ({
    kind: 'returned' as const,
    operationId: `back-${n}`,
    reservationId: 'a',
    units: { main: units },
  });
  cups.turn(0, { kind: 'opened', operationId: 'open', units: { main: 9 } });
  cups.turn(100, of('reserved'));
  cups.turn(200, of('confirmed'));
  back.forEach((units, n) => cups.turn(300 + n, returned(units, n)));
  const tries = [
    tried(['open', undefined, 'open'], [0, 10], { cup: 9 }),
    tried(['reserve', 'a', 'reserved'], [90, 110], { cup: 2 }),
    tried(['confirm', 'a', 'confirmed'], [190, 210], { cup: 2 }),
    ...back.map((units, n) =>
      tried(['return', 'a', `back-${n}`], [290 + n, 310], { cup: units }),
    ),
  ];

  const found = checkStock({
    ledger: cups.entries,
    levels: [cups.level()],
    tries,
  });

  expect(found.map(({ rule }) => rule)).toEqual(expected);
});

test('a forgotten reservation that is made again is found', () => {
  const cups = bookkeeper('cup');
  const of = (kind: 'reserved' | 'confirmed', operationId: string) => ({
    kind,
    operationId,
    reservationId: 'a',
    units: { main: 2 },
  });
  cups.turn(0, { kind: 'opened', operationId: 'open', units: { main: 9 } });
  cups.turn(100, of('reserved', 'a1'));
  cups.turn(200, of('confirmed', 'a2'));
  cups.turn(9_000_000, of('reserved', 'a3'));
  const tries = [
    tried(['open', undefined, 'open'], [0, 10], { cup: 9 }),
    tried(['reserve', 'a', 'a1'], [90, 110], { cup: 2 }),
    tried(['confirm', 'a', 'a2'], [190, 210], { cup: 2 }),
    tried(['reserve', 'a', 'a3'], [8_999_990, 9_000_010], { cup: 2 }),
  ];
  const rules = checkStock({
    ledger: cups.entries,
    levels: [cups.level()],
    tries,
  }).map(({ rule }) => rule);
  expect(rules).toEqual(['ends-once']);
});
