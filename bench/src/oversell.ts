import { StockLevel } from '@souk/contracts/inventory';
import { ReservationAnswer } from '@souk/contracts/reservations';
import { StockAudit } from '@souk/contracts/stock-audit';
import { type InventoryEdge, inventoryEdge } from './support/inventory-edge';

const UNITS = 50;
const SHOPPERS = [8, 64, 256];
/** So many are sold when the process that hosts the actor is killed. */
const KILL_AT = 15;

interface Tally {
  sold: number;
  refused: number;
  /** No answer within the time, and therefore perhaps sold. */
  unknown: number;
}

/** Buys one unit after another until there are none. Every call is repeated under its own id until it is answered. */
async function shop(edge: InventoryEdge, productId: string, shopper: string, tally: Tally, onSale: () => void) {
  for (let n = 0; ; n++) {
    const id = `${shopper}-${n}`;
    const lines = [{ productId, quantity: 1 }];
    const reserve = { reservationId: id, operationId: `reserve-${id}`, lines, ttlSeconds: 600 };
    const held = await edge.insist('/reservations', reserve, ReservationAnswer);
    if (held?.outcome === 'refused') tally.refused += 1;
    if (held === undefined) tally.unknown += 1;
    if (held?.outcome !== 'accepted') return;
    const confirm = { operationId: `confirm-${id}`, productIds: [productId] };
    const sold = await edge.insist(`/reservations/${id}/confirm`, confirm, ReservationAnswer);
    if (sold?.outcome === 'accepted') tally.sold += 1;
    if (sold === undefined) tally.unknown += 1;
    onSale();
  }
}

/** As many shoppers on fifty units, with the host of the actor killed in the middle; what the books say afterwards. */
async function sale(edge: InventoryEdge, shoppers: number) {
  const productId = `oversell-${Date.now()}-${shoppers}`;
  const initialStock = [{ warehouseId: 'main-bench', quantity: UNITS }];
  await edge.post(`/stock/${productId}/open`, { vendorId: 'bench', initialStock }, StockLevel);
  const { parts } = await edge.endpoints();
  const pid = parts['inventory']?.pid ?? 0;
  const tally: Tally = { sold: 0, refused: 0, unknown: 0 };
  const host = { killed: false };
  const onSale = () => {
    if (host.killed || tally.sold < KILL_AT) return;
    host.killed = true;
    process.kill(pid, 'SIGKILL');
  };
  await Promise.all(Array.from({ length: shoppers }, (_, n) => shop(edge, productId, `${productId}-${n}`, tally, onSale)));
  const audit = await edge.insist(`/stock/${productId}/audit`, {}, StockAudit);
  const whole = audit?.conserved === true && audit.negative.length === 0 && audit.endedTwice.length === 0;
  const right = host.killed && whole && tally.sold <= UNITS && tally.sold + tally.unknown >= UNITS;
  return {
    shoppers,
    units: UNITS,
    ...tally,
    killed: host.killed,
    'books add up': whole,
    verdict: right ? 'not oversold' : 'WRONG',
  };
}

/** What a shop may not do: sell more than it has, even when it falls over while selling. */
async function main() {
  const edge = await inventoryEdge(64);
  const rows = [];
  for (const shoppers of SHOPPERS) rows.push(await sale(edge, shoppers));
  console.table(rows);
  if (process.argv.includes('--check') && rows.some(({ verdict }) => verdict === 'WRONG')) process.exitCode = 1;
  await edge.close();
}

void main();
