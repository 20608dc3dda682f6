import { ReservationAnswer } from '@souk/contracts/inventory/reservations';
import { inventoryEdge } from './support/inventory-edge';
import { compare, report } from './support/compare';
import { openProduct, uniqueName } from './support/stock-setup';

const PRODUCTS = 100;

/**
 * What a reservation over many products costs its caller beside one over a
 * single product, one request at a time.
 */
async function main() {
  const edge = await inventoryEdge(1);
  const products: string[] = [];
  for (let n = 0; n < PRODUCTS; n++)
    products.push(await openProduct(edge, 'basket'));
  const reserve = async (ids: string[]) => {
    const id = uniqueName('basket-r');
    const body = {
      reservationId: id,
      operationId: id,
      lines: ids.map((productId) => ({ productId, quantity: 1 })),
      ttlSeconds: 3_600,
    };
    const answer = await edge.post('/reservations', body, ReservationAnswer);
    if (answer.outcome !== 'accepted') throw new Error(`${id} was refused`);
  };
  report([
    await compare(
      {
        measure: `reservation of ${PRODUCTS} products ÷ of one`,
        side: { name: 'many', run: () => reserve(products) },
        base: { name: 'one', run: () => reserve(products.slice(0, 1)) },
        goal: 4,
      },
      5,
    ),
  ]);
  await edge.close();
}

void main();
