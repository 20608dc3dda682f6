import type { Bug } from './bug';

const src = (name: string) => `services/inventory/src/${name}.ts`;

/** Mistakes in what stock may do. */
export const RULES_BUGS: Bug[] = [
  {
    name: 'dedupe-off',
    what: 'a repeated operation is carried out again',
    caughtBy: 'rules',
    edits: [
      {
        file: src('rules/replay'),
        find: 'const known = draft.memory.operation(command.operationId);',
        replace:
          'const known = draft.memory.operation(`never ${command.operationId}`);',
      },
    ],
  },
  {
    name: 'duplicate-lines-not-summed',
    what: 'of two lines for the same place only one is checked and taken',
    caughtBy: 'rules',
    edits: [
      {
        file: src('rules/allocation'),
        find: 'byWarehouse.set(warehouseId, (byWarehouse.get(warehouseId) ?? 0) + quantity);',
        replace: 'byWarehouse.set(warehouseId, quantity);',
      },
    ],
  },
  {
    name: 'confirm-after-expiry',
    what: 'a reservation that has run out is sold as if it were still held',
    caughtBy: 'rules',
    edits: [
      {
        file: src('rules/reservation'),
        find: "if (known.status === 'expired' && command.kind === 'confirm') return confirmAnew(draft, command, known);",
        replace:
          "if (known.status === 'expired' && command.kind === 'confirm') return MOVES.confirm(draft, command, known);",
      },
    ],
  },
  {
    name: 'double-expiry',
    what: 'a reservation that has run out stays held, so that it can end once more',
    caughtBy: 'rules',
    edits: [
      {
        file: src('rules/replay'),
        find: "const expired: Reservation = { ...held, status: 'expired' };",
        replace: 'const expired: Reservation = held;',
      },
    ],
  },
  {
    name: 'archived-sold',
    what: 'an archived product can still be reserved',
    caughtBy: 'rules',
    edits: [
      {
        file: src('rules/reservation'),
        find: "if (draft.stock.listing?.archived) return refused(draft, 'product-archived');",
        replace: '',
      },
    ],
  },
  {
    name: 'late-listing-wins',
    what: 'an older word about the sale of a product replaces a newer one',
    caughtBy: 'rules',
    edits: [
      {
        file: src('rules/turn'),
        find: 'if ((stock.listing?.version ?? 0) < version) {',
        replace: 'if (version > 0) {',
      },
    ],
  },
  {
    name: 'ended-takes-place',
    what: 'a reservation that has ended still takes its places',
    caughtBy: 'rules',
    edits: [
      {
        file: src('rules/memory'),
        find: 'places += sign * one.taken.length;',
        replace: 'places += Math.max(0, sign) * one.taken.length;',
      },
    ],
  },
  {
    name: 'more-comes-back',
    what: 'one unit more than was taken may come back',
    caughtBy: 'rules',
    edits: [
      {
        file: src('rules/returns'),
        find: 'if (quantity > available)',
        replace: 'if (quantity > available + 1)',
      },
    ],
  },
  {
    name: 'comes-back-again',
    what: 'what has come back already does not count',
    caughtBy: 'rules',
    edits: [
      {
        file: src('rules/returns'),
        find: 'returned: summedAt([...before, ...lines]),',
        replace: 'returned: before,',
      },
    ],
  },
  {
    name: 'unsold-comes-back',
    what: 'units of a reservation that is only held come back to the shelf',
    caughtBy: 'rules',
    edits: [
      {
        file: src('rules/returns'),
        find: "if (known.status === 'held') return refused(draft, 'not-confirmed');",
        replace:
          "if (known.status === 'held') known = { ...known, status: 'confirmed' };",
      },
    ],
  },
  {
    name: 'forgotten-sold-again',
    what: 'a reservation that is forgotten can be made again',
    caughtBy: 'rules',
    edits: [
      {
        file: src('rules/reservation'),
        find: "if (!isNew(draft, command)) return refused(draft, 'forgotten');",
        replace: '',
      },
    ],
  },
  {
    name: 'forgets-unnoticed',
    what: 'the document does not say up to where it has forgotten',
    caughtBy: 'rules',
    edits: [
      {
        file: src('rules/replay'),
        find: 'if (touched && touched.version > forgotten.version) {',
        replace: 'if (touched && touched.version < 0) {',
      },
    ],
  },
  {
    name: 'first-asked-believed',
    what: 'when a reservation was first asked for counts more than what was forgotten since',
    caughtBy: 'simulation',
    edits: [
      {
        file: src('rules/reservation'),
        find: 'Date.parse(firstAskedAt) - CLOCKS_MS > Date.parse(at)',
        replace: 'Date.parse(firstAskedAt) > 0',
      },
    ],
  },
  {
    name: 'late-return-repeated',
    what: 'a return that is repeated once it is forgotten is carried out again',
    caughtBy: 'actors',
    edits: [
      {
        file: src('rules/past'),
        find: 'if (done && done.kind === LEFT[command.kind])',
        replace:
          "if (done && done.kind === 'confirmed' && command.kind === 'confirm')",
      },
    ],
  },
  {
    name: 'late-in-the-crowd',
    what: 'a reservation that ran out with very many others counts as held until its turn to go back',
    caughtBy: 'rules',
    edits: [
      {
        file: src('rules/replay'),
        find: "return one?.status === 'held' && Date.parse(one.expiresAt) <= draft.now ? expireOne(draft, one) : one;",
        replace: 'return one;',
      },
    ],
  },
  {
    name: 'early-expiry',
    what: 'a reservation runs out a second before its time',
    caughtBy: 'rules',
    edits: [
      {
        file: src('rules/replay'),
        find: 'draft.memory.expired(draft.now, MOST_EXPIRED)',
        replace: 'draft.memory.expired(draft.now + 1_000, MOST_EXPIRED)',
      },
    ],
  },
  {
    name: 'forgotten-early',
    what: 'replies are remembered for a quarter of their hour',
    caughtBy: 'rules',
    edits: [
      {
        file: src('rules/replay'),
        find: 'draft.memory.forget(draft.now - REMEMBERED_MS, REMEMBERED_ENDED);',
        replace:
          'draft.memory.forget(draft.now - REMEMBERED_MS / 4, REMEMBERED_ENDED);',
      },
    ],
  },
  {
    name: 'extend-shortens',
    what: 'an extension may leave less time than there was',
    caughtBy: 'rules',
    edits: [
      {
        file: src('rules/reservation'),
        find: 'const expiresAt = asked > held.expiresAt ? asked : held.expiresAt;',
        replace: 'const expiresAt = asked;',
      },
    ],
  },
  {
    name: 'oversold-by-one',
    what: 'one unit more than there is may be taken',
    caughtBy: 'rules',
    edits: [
      {
        file: src('rules/allocation'),
        find: 'if (available < quantity) return { short: { available, warehouseId } };',
        replace:
          'if (available + 1 < quantity) return { short: { available, warehouseId } };',
      },
    ],
  },
  {
    name: 'release-takes-from-shelf',
    what: 'what is given back leaves the shelf all the same',
    caughtBy: 'rules',
    edits: [
      {
        file: src('rules/reservation'),
        find: "moveTaken(draft, held.taken, { onHand: 0, reserved: -1 }, told('released', command));",
        replace:
          "moveTaken(draft, held.taken, { onHand: -1, reserved: -1 }, told('released', command));",
      },
    ],
  },
];
