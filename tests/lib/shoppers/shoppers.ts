import { setTimeout as pause } from 'node:timers/promises';
import type { Chance } from '../souk/random';
import type { History } from './history';
import {
  count,
  end,
  extend,
  reserve,
  type Held,
  type Line,
  type Order,
} from './orders';

export interface Product {
  id: string;
  /** The stock it is refilled to, by warehouse. */
  stock: { warehouseId: string; quantity: number }[];
}

export interface Shop {
  name: string;
  /** The first one is hot: it gets half of all calls. */
  products: Product[];
  history: History;
  chance: (name: string) => Chance;
}

const TTL = { usual: 8, short: 1 };
const THINK_MS = { least: 40, most: 240 };
const RESTOCK_EVERY_MS = 400;

/**
 * Shoppers buy, release, extend, forget and come late until they are stopped;
 * stock is refilled meanwhile.
 */
export function startShoppers(
  shop: Shop,
  shoppers: number,
): { stop(): Promise<void> } {
  let stopped = false;
  const going = () => !stopped;
  const all = [
    ...Array.from({ length: shoppers }, (_, n) => shopping(shop, n, going)),
    restocking(shop, going),
  ];
  return {
    async stop() {
      stopped = true;
      await Promise.all(all);
    },
  };
}

async function shopping(
  shop: Shop,
  shopper: number,
  going: () => boolean,
): Promise<void> {
  const next = shop.chance(`shopper ${shopper}`);
  for (let n = 0; going(); n++) {
    await pause(THINK_MS.least + next(THINK_MS.most - THINK_MS.least));
    await trip(shop, `${shop.name}-${shopper}-${n}`, next);
  }
}

type Plan = (shop: Shop, held: Held, next: Chance) => Promise<unknown>;
const buy: Plan = (shop, held, next) => order(shop, end('confirm', held), next);
const giveBack: Plan = (shop, held, next) =>
  order(shop, end('release', held), next);
const thinkTwice: Plan = async (shop, held, next) => {
  await order(shop, extend(held, TTL.usual), next);
  await buy(shop, held, next);
};
const forget: Plan = async () => undefined;
const comeLate: Plan = async (shop, held, next) => {
  await pause(TTL.short * 1_000 - 100 + next(400));
  await buy(shop, held, next);
};
const PLANS = [
  buy,
  buy,
  buy,
  buy,
  giveBack,
  giveBack,
  giveBack,
  thinkTwice,
  forget,
  comeLate,
];
const SHORT_TTL = new Set([forget, comeLate]);

async function trip(shop: Shop, id: string, next: Chance): Promise<void> {
  const plan = PLANS[next(PLANS.length)] ?? buy;
  const lines = basket(shop, next);
  const held = await order(
    shop,
    reserve(id, lines, SHORT_TTL.has(plan) ? TTL.short : TTL.usual),
    next,
  );
  if (held?.outcome !== 'accepted') return;
  await plan(
    shop,
    {
      reservationId: id,
      productIds: [...new Set(lines.map(({ productId }) => productId))],
    },
    next,
  );
}

/**
 * Mostly one product, sometimes two or the same twice, sometimes at a given
 * warehouse.
 */
function basket({ products: [hot, ...others] }: Shop, next: Chance): Line[] {
  const any = () => (next(2) === 0 ? hot : others[next(others.length)]);
  return Array.from({ length: next(8) === 0 ? 2 : 1 }, () => {
    const product = any();
    const place =
      next(10) === 0
        ? product?.stock[next(product.stock.length)]?.warehouseId
        : undefined;
    return {
      productId: product?.id ?? '',
      quantity: 1 + next(3),
      ...(place === undefined ? {} : { warehouseId: place }),
    };
  });
}

/**
 * Retries until it is answered; sometimes sent by two callers at once, or again
 * afterwards, like a caller that lost the answer.
 */
async function order({ history }: Shop, what: Order, next: Chance) {
  const twice = next(12);
  const [answer] = await Promise.all([
    history.retry(what),
    twice === 0 ? history.once(what) : undefined,
  ]);
  if (answer && twice <= 1) await history.once(what);
  return answer;
}

async function restocking(shop: Shop, going: () => boolean): Promise<void> {
  const next = shop.chance('restock');
  for (let n = 0; going(); n++) {
    await pause(RESTOCK_EVERY_MS);
    const product = shop.products[n % 2 === 0 ? 0 : next(shop.products.length)];
    const place = product?.stock[next(product.stock.length)];
    if (product && place)
      await shop.history.retry(
        count(
          `${shop.name}-count-${n}`,
          product.id,
          place.warehouseId,
          place.quantity,
        ),
      );
  }
}
