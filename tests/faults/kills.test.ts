import type { StockLevel } from '@souk/contracts/inventory/views';
import {
  CataloguePage,
  type CatalogueItem,
} from '@souk/contracts/marketplace/catalogue';
import { until } from '@souk/platform/testing/until';
import { levelOf, newVendor, type VendorAccount } from '../lib/souk/accounts';
import { audit, ledgers, type LedgerEntry } from '../lib/souk/ledger';
import { allReady, waitForRestart, signal } from '../lib/souk/parts';
import { chance, seed } from '../lib/souk/random';
import { api, body, endpoints } from '../lib/souk/souk';
import { startTrading, type Traded, type Trading } from '../lib/souk/trading';

const CLIENTS = 6;

const ONE_BY_ONE = [
  'products',
  'products.sidecar',
  'inventory',
  'inventory.sidecar',
  'vendors',
  'marketplace',
  'marketplace.sidecar',
  'placement',
  'scheduler',
  'redis',
  'events-redis',
  'mongodb',
];
const EVERYTHING = 'everything at once';

beforeEach(() => allReady(), 70_000);

const total = ({ acknowledged }: Trading) =>
  acknowledged.reduce((sum, n) => sum + n, 0);

/**
 * Trades, kills the process at a random moment, and continues until every
 * client has succeeded again.
 */
async function tradeThrough(
  part: string,
  vendor: VendorAccount,
): Promise<Trading> {
  const trading = startTrading(vendor, CLIENTS);
  const calls = 20 + chance(part)(60);
  await until(
    `${calls} calls before ${part} is killed`,
    () => total(trading) >= calls,
    30_000,
  );
  const parts = part === EVERYTHING ? Object.keys(endpoints().parts) : [part];
  const killed = parts.map((name) => [name, signal(name, 'SIGKILL')] as const);
  for (const [name, before] of killed) await waitForRestart(name, before);
  await allReady();
  const then = [...trading.acknowledged];
  await until(
    'every client succeeds again',
    () => trading.acknowledged.every((n, client) => n >= then[client]! + 5),
    40_000,
  );
  await trading.stop();
  return trading;
}

async function wholeList(vendorId: string): Promise<CatalogueItem[]> {
  const items: CatalogueItem[] = [];
  let after: string | null = '';
  while (after !== null) {
    const query = new URLSearchParams({
      vendorId,
      limit: '100',
      ...(after ? { after } : {}),
    });
    const page: CataloguePage = body(
      await api('GET', `/api/products?${query.toString()}`),
      200,
      CataloguePage,
    );
    items.push(...page.items);
    after = page.next;
  }
  return items;
}

/**
 * The levels and the ledger of inventory, once the ledger has every version; a
 * call that timed out may still have arrived.
 */
async function settled(ids: string[]): Promise<{
  levels: Map<string, StockLevel>;
  books: Map<string, LedgerEntry[]>;
}> {
  const read = async () => {
    // One after another: one address may not have many requests under way.
    const levels = new Map<string, StockLevel>();
    for (const id of ids) levels.set(id, await levelOf(id));
    const books = await ledgers(ids);
    const behind = ids.filter(
      (id) => books.get(id)!.length !== levels.get(id)!.version,
    );
    if (behind.length > 0)
      throw new Error(`The ledger is not at the level of ${behind.join(', ')}`);
    return { levels, books };
  };
  return until(
    'every stock is open and the ledger has its every version',
    read,
    60_000,
  );
}

/**
 * What calls and ledger disagree about: each entry must be one sent call, at
 * the version it was answered with.
 */
function unexplained(
  { initial, puts }: Traded,
  [opening, ...sets]: LedgerEntry[],
): string[] {
  const after = (entry: LedgerEntry | undefined) =>
    entry?.changes.map(({ onHand }) => onHand.after);
  const inLedger = new Map(
    sets.map((entry) => [after(entry)?.join(), entry.version]),
  );
  const lost = puts.filter(
    (put) =>
      put.version !== undefined &&
      inLedger.get(String(put.onHand)) !== put.version,
  );
  const sent = new Set(puts.map((put) => String(put.onHand)));
  return [
    ...(after(opening)?.join() === String(initial)
      ? []
      : [`opened with ${String(after(opening))}, not ${initial}`]),
    ...lost.map(
      ({ onHand, version }) =>
        `${onHand} was acknowledged as version ${version ?? '?'}`,
    ),
    ...sets
      .filter((entry) => !sent.has(after(entry)?.join() ?? ''))
      .map(({ version }) => `version ${version} was never asked for`),
    ...(inLedger.size === sets.length ? [] : ['one call was applied twice']),
  ];
}

describe(`with SOUK_SEED=${seed}`, () => {
  test.each([...ONE_BY_ONE, EVERYTHING])(
    'killing %s loses, duplicates and hangs nothing',
    async (part) => {
      const vendor = await newVendor();

      const { products, hung, refused } = await tradeThrough(part, vendor);

      expect({ hung, refused }).toEqual({ hung: [], refused: [] });
      const ids = products.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      const { levels, books } = await settled(ids);
      const findings = products.flatMap((product) => [
        ...audit(books.get(product.id)!, levels.get(product.id)!),
        ...unexplained(product, books.get(product.id)!),
      ]);
      expect(findings).toEqual([]);
      await until(
        'the list shows all of it, once',
        async () => {
          const shown = (await wholeList(vendor.id))
            .map(({ id, stock }) => `${id} ${stock.available}`)
            .sort();
          return (
            shown.join() ===
            ids
              .map((id) => `${id} ${levels.get(id)!.available}`)
              .sort()
              .join()
          );
        },
        40_000,
      );
    },
    150_000,
  );
});
