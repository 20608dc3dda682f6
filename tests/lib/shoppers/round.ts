import { until } from '@souk/platform/testing/until';
import { checkStock } from '../checker/check';
import type { Level, Violation } from '../checker/evidence';
import { ledgers, type LedgerEntry } from '../souk/ledger';
import { allReady } from '../souk/parts';
import { chance } from '../souk/random';
import { heal, SHIFT_SECONDS } from './faults';
import { startHistory, type History } from './history';
import { inventoryOf, type Inventory } from './inventory';
import { open } from './orders';
import { startShoppers, type Product, type Shop } from './shoppers';

export interface RoundOptions {
  /** Part of every id, so that rounds do not collide. */
  name: string;
  seed: number;
  shoppers: number;
  /** Called while shoppers are active; the round lasts until it resolves. */
  meanwhile(round: Round): Promise<void>;
}

/** One round as it runs. */
export interface Round {
  shop: Shop;
  vendorId: string;
}

export interface Verdict {
  violations: Violation[];
  history: History;
  accepted: number;
  refused: number;
  unknown: number;
}

const OTHERS = 20;
const SETTLED_WITHIN_MS = 60_000;

/**
 * Opens new products, lets shoppers compete for them, and checks their answers
 * against the ledger.
 */
export async function playRound(options: RoundOptions): Promise<Verdict> {
  const { name, seed, shoppers } = options;
  const vendorId = `vendor-${name}`;
  const inventory = inventoryOf(vendorId);
  const history = startHistory(inventory.send);
  const products = await opened(name, vendorId, inventory, history);
  const shop = {
    name,
    products,
    history,
    chance: (who: string) => chance(`${name} ${who}`, seed),
  };
  const shopping = startShoppers(shop, shoppers);
  try {
    await options.meanwhile({ shop, vendorId });
  } finally {
    await heal();
    await shopping.stop();
  }
  await allReady();
  const { levels, ledger } = await settled(
    products.map(({ id }) => id),
    inventory,
  );
  const { tries } = history;
  const answers = tries.map(({ answer }) => answer?.outcome ?? 'unknown');
  const count = (outcome: string) =>
    answers.filter((one) => one === outcome).length;
  return {
    violations: checkStock({
      tries,
      ledger,
      levels,
      allEnded: true,
      skewMs: SHIFT_SECONDS * 1_000,
    }),
    history,
    accepted: count('accepted'),
    refused: count('refused'),
    unknown: count('unknown'),
  };
}

async function opened(
  name: string,
  vendorId: string,
  inventory: Inventory,
  history: History,
): Promise<Product[]> {
  const first = () =>
    inventory
      .send(open(`${name}-first`, vendorId, []))
      .then(({ status }) => status === 200);
  await until(
    "the vendor's first warehouse is there",
    () => first().catch(() => false),
    30_000,
  );
  const east = await until(
    'there is a second warehouse',
    () => inventory.warehouse('East').catch(() => undefined),
    30_000,
  );
  const products = Array.from({ length: 1 + OTHERS }, (_, n) => ({
    id: `${name}-p${n}`,
    stock: [
      { warehouseId: `main-${vendorId}`, quantity: n === 0 ? 30 : 12 },
      { warehouseId: east, quantity: n === 0 ? 10 : 6 },
    ],
  }));
  await Promise.all(
    products.map(({ id, stock }) => history.retry(open(id, vendorId, stock))),
  );
  return products;
}

/** Waits until nothing is held and the ledger has every version. */
async function settled(
  ids: string[],
  inventory: Inventory,
): Promise<{ levels: Level[]; ledger: LedgerEntry[] }> {
  const look = async () => {
    const levels = await Promise.all(ids.map((id) => inventory.level(id)));
    const held = levels.filter(({ warehouses }) =>
      warehouses.some(({ reserved }) => reserved > 0),
    );
    if (held.length > 0)
      throw new Error(
        `Units of ${held.map(({ productId }) => productId).join(', ')} are still held`,
      );
    const books = await ledgers(ids);
    const behind = levels.filter(
      ({ productId, version }) => books.get(productId)!.length < version,
    );
    if (behind.length > 0)
      throw new Error(
        `The ledger is behind ${behind.map(({ productId }) => productId).join(', ')}`,
      );
    return { levels, ledger: [...books.values()].flat() };
  };
  return until(
    'nothing is held and the ledger is complete',
    look,
    SETTLED_WITHIN_MS,
  );
}
