import type { StockAudit } from '@souk/contracts/inventory/ledger';
import type { WarehouseStock } from '../rules/stock';
import type { Level } from '../rules/level';
import { pastOf, type Past } from '../rules/past';
import type { LedgerEntry, Proven } from './entry';

const NOTHING: Proven = { version: 0, warehouses: [], held: [] };
/** Findings of one kind that are named; more are counted. */
const MOST_NAMED = 1_000;

/** Replays the ledger of one product, entry by entry. */
export interface Audit {
  /** Takes the entry with the next version that is there. */
  take(entry: LedgerEntry): void;
  /**
   * Reservations confirmed after an expiry that is not among the entries taken,
   * and those that units came back of: what they did before can only be looked
   * up.
   */
  toLookUp(): string[];
  /** All entries about these. */
  lookedUp(entries: LedgerEntry[]): void;
  /** What is proven so far; undefined once something was found. */
  proven(): Proven | undefined;
  /** Compares the books with the stock, which no later entry may have changed. */
  compare(level: Level): StockAudit;
}

type Change = LedgerEntry['changes'][number];
type Books = Map<string, Omit<WarehouseStock, 'warehouseId'>>;

export function startAudit(from: Proven = NOTHING): Audit {
  const books: Books = new Map(
    from.warehouses.map(({ warehouseId, ...stock }) => [warehouseId, stock]),
  );
  const reservations = endsOf(from);
  const findings = bounded<string>();
  const negative = bounded<number>();
  const gaps = bounded<number>();
  let last = from.version;

  const missingBefore = (version: number) => {
    for (let missing = last + 1; missing < version; missing++)
      gaps.add(missing);
  };
  const move = (version: number, change: Change) => {
    const { warehouseId, onHand, reserved } = change;
    const { onHand: had, reserved: held } = stockIn(books, warehouseId);
    if (had !== onHand.before || held !== reserved.before)
      findings.add(
        `Version ${version} begins at ${warehouseId} with ${onHand.before} and ${reserved.before} reserved, not ${had} and ${held}`,
      );
    if (
      reserved.after > onHand.after ||
      Math.min(onHand.after, reserved.after) < 0
    )
      negative.add(version);
    books.set(warehouseId, { onHand: onHand.after, reserved: reserved.after });
    reservations.take(version, change);
  };
  const correct = () =>
    findings.count() + gaps.count() + negative.count() === 0 &&
    reservations.endedTwice().length === 0;

  return {
    take({ version, changes, available }) {
      missingBefore(version);
      last = version;
      for (const change of changes) move(version, change);
      const free = [...books.values()].reduce(
        (sum, { onHand, reserved }) => sum + onHand - reserved,
        0,
      );
      if (free !== available)
        findings.add(
          `Version ${version} tells ${available} available, the books ${free}`,
        );
    },
    toLookUp: reservations.toLookUp,
    lookedUp(entries) {
      for (const id of reservations.lookedUp(entries))
        findings.add(`More came back of ${id} than it took`);
    },
    proven: () =>
      correct()
        ? {
            version: last,
            warehouses: [...books].map(([warehouseId, stock]) => ({
              warehouseId,
              ...stock,
            })),
            held: reservations.held(),
          }
        : undefined,
    compare(level) {
      missingBefore(level.version + 1);
      for (const { warehouseId, onHand, reserved } of level.warehouses) {
        const { onHand: had, reserved: held } = stockIn(books, warehouseId);
        if (had === onHand && held === reserved) continue;
        findings.add(
          `The stock says ${onHand} and ${reserved} reserved at ${warehouseId}, the books ${had} and ${held}`,
        );
      }
      return {
        productId: level.productId,
        version: level.version,
        ledgerVersion: last,
        conserved: findings.count() + gaps.count() === 0,
        negative: negative.named(),
        gaps: gaps.named(),
        endedTwice: reservations.endedTwice(),
        findings: [
          ...findings.named(),
          ...more('findings', findings.count()),
          ...more('missing versions', gaps.count()),
        ],
      };
    },
  };
}

/**
 * Which reservations are held, and which ended twice. One end may move units at
 * several warehouses; two operations are two ends, even in one turn. An end
 * gives back what is held; a confirmation after an expiry takes anew.
 */
function endsOf(from: Proven) {
  const held = new Set(from.held);
  /** By reservation, the operation that ended it here. */
  const ended = new Map<string, string>();
  const twice = bounded<string>();
  const expired = new Set<string>();
  const unsure = new Set<string>();
  const returned = new Set<string>();
  return {
    take(version: number, change: Change) {
      const { kind, reservationId: id, operationId = '', reserved } = change;
      if (id === undefined) return;
      if (kind === 'reserved') held.add(id);
      if (kind === 'expired') {
        held.delete(id);
        expired.add(id);
      }
      if (kind === 'returned') returned.add(id);
      if (kind !== 'confirmed' && kind !== 'released') return;
      const operation = `${version} ${operationId}`;
      const first = ended.get(id);
      if (first === operation) return;
      const givesBack = reserved.after < reserved.before;
      if (first !== undefined || (givesBack && !held.has(id))) twice.add(id);
      else if (!givesBack && !expired.has(id) && from.version > 0)
        unsure.add(id);
      ended.set(id, operation);
      held.delete(id);
    },
    held: () => [...held],
    toLookUp: () => [...new Set([...unsure, ...returned])],
    /** The reservations of which more came back than was taken. */
    lookedUp(entries: LedgerEntry[]): string[] {
      const before = entries.filter(({ version }) => version <= from.version);
      for (const id of endedIn(before, unsure)) twice.add(id);
      const over = [...returned].filter((id) => tooMuch(pastOf(id, entries)));
      unsure.clear();
      returned.clear();
      return over;
    },
    endedTwice: () => twice.named(),
  };
}

const endedIn = (entries: LedgerEntry[], ids: Set<string>): string[] =>
  entries
    .flatMap(({ changes }) => changes)
    .flatMap(({ kind, reservationId: id }) =>
      id !== undefined &&
      ids.has(id) &&
      (kind === 'confirmed' || kind === 'released')
        ? [id]
        : [],
    );

const tooMuch = (past: Past | undefined): boolean =>
  !!past &&
  past.returned.some(
    ({ warehouseId, quantity }) =>
      quantity >
      (past.taken.find((one) => one.warehouseId === warehouseId)?.quantity ??
        0),
  );

const stockIn = (books: Books, warehouseId: string) =>
  books.get(warehouseId) ?? { onHand: 0, reserved: 0 };

/** Different values, of which the first are named. */
function bounded<T>() {
  const named = new Set<T>();
  let count = 0;
  return {
    add(value: T) {
      if (named.has(value)) return;
      count += 1;
      if (named.size < MOST_NAMED) named.add(value);
    },
    count: () => count,
    named: () => [...named],
  };
}

const more = (what: string, count: number): string[] =>
  count > MOST_NAMED ? [`${count - MOST_NAMED} more ${what}`] : [];
