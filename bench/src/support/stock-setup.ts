import { StockLevel } from '@souk/contracts/inventory/views';
import { ReservationAnswer } from '@souk/contracts/inventory/reservations';
import { type InventoryEdge, inventoryEdge } from './inventory-edge';
import { rate } from './load';
import { redisShop } from './redis-lua';
import { stockActorsOf } from './stock-actors';

export const CALLERS = 50;
export const CALLS = 2_500;
export const SPREAD_OVER = 1_000;
/**
 * With this many calls the 99th percentile is the sixth slowest; with fewer it
 * would be noise.
 */
export const LONE_CALLS = 500;

let names = 0;
export const uniqueName = (what: string) =>
  `bench-${what}-${Date.now()}-${(names += 1)}`;

export async function openProduct(
  edge: InventoryEdge,
  what: string,
): Promise<string> {
  const productId = uniqueName(what);
  const initialStock = [{ warehouseId: 'main-bench', quantity: 1_000_000 }];
  await edge.post(
    `/stock/${productId}/open`,
    { vendorId: 'bench', initialStock },
    StockLevel,
  );
  return productId;
}

export async function reserve(
  edge: InventoryEdge,
  productId: string,
  id: string,
): Promise<void> {
  const body = {
    reservationId: id,
    operationId: id,
    lines: [{ productId, quantity: 1 }],
    ttlSeconds: 3_600,
  };
  const { outcome } = await edge.post('/reservations', body, ReservationAnswer);
  if (outcome !== 'accepted') throw new Error(`${id} was refused`);
}

export type Setup = Awaited<ReturnType<typeof setUp>>;
export async function setUp() {
  // One more than callers, so that a lone call beside them does not wait for a
  // connection.
  const edge = await inventoryEdge(CALLERS + 1);
  const endpoints = await edge.endpoints();
  const redis = await redisShop(endpoints.urls.redis, CALLERS);
  const actors = await stockActorsOf(endpoints);
  const products: string[] = [];
  await rate(
    SPREAD_OVER,
    8,
    async () => void products.push(await openProduct(edge, 'spread')),
  );
  return { edge, endpoints, redis, actors, products };
}
