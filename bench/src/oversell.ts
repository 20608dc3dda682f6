import { setTimeout as pause } from 'node:timers/promises';
import { StockLevel } from '@souk/contracts/inventory/views';
import { LedgerPage } from '@souk/contracts/inventory/ledger';
import { checkStock, formatViolations } from '@souk/tests/lib/checker/check';
import type { Entry, Evidence } from '@souk/tests/lib/checker/evidence';
import { startHistory, type History } from '@souk/tests/lib/shoppers/history';
import { end, open, reserve } from '@souk/tests/lib/shoppers/orders';
import { type InventoryEdge, inventoryEdge } from './support/inventory-edge';

const UNITS = 50;
const SHOPPERS = [8, 64, 256];
/** The actor's host is killed after this many sales. */
const KILL_AT = 15;
const VENDOR = 'bench';
const LEDGER_WITHIN_MS = 30_000;

/**
 * Buys one unit after another until there are none. Every call is retried under
 * its own id until it is answered.
 */
async function shop(
  history: History,
  productId: string,
  shopper: string,
  onSale: () => void,
): Promise<void> {
  for (let n = 0; ; n++) {
    const reservationId = `${shopper}-${n}`;
    const held = await history.retry(
      reserve(reservationId, [{ productId, quantity: 1 }], 600),
    );
    if (held?.outcome !== 'accepted') return;
    const sold = await history.retry(
      end('confirm', { reservationId, productIds: [productId] }),
    );
    if (sold?.outcome === 'accepted') onSale();
  }
}

/**
 * Lets shoppers compete for fifty units, kills the actor's host in the middle,
 * and checks the result.
 */
async function sell(edge: InventoryEdge, shoppers: number) {
  const productId = `oversell-${Date.now()}-${shoppers}`;
  const history = startHistory(edge.send);
  await history.retry(
    open(productId, VENDOR, [
      { warehouseId: `main-${VENDOR}`, quantity: UNITS },
    ]),
  );
  const { parts } = await edge.endpoints();
  const pid = parts['inventory']?.pid ?? 0;
  const so = { sold: 0, killed: false };
  const onSale = () => {
    so.sold += 1;
    if (so.killed || so.sold < KILL_AT) return;
    so.killed = true;
    process.kill(pid, 'SIGKILL');
  };
  await Promise.all(
    Array.from({ length: shoppers }, (_, n) =>
      shop(history, productId, `${productId}-${n}`, onSale),
    ),
  );
  const violations = checkStock({
    ...(await readLedger(edge, productId)),
    tries: history.tries,
  });
  for (const line of formatViolations(violations)) console.log(line);
  const answers = history.tries.map(
    ({ kind, answer }) => `${kind} ${answer?.outcome ?? 'unknown'}`,
  );
  const right =
    so.killed &&
    violations.length === 0 &&
    so.sold <= UNITS &&
    so.sold + history.givenUp >= UNITS;
  return {
    shoppers,
    units: UNITS,
    sold: so.sold,
    refused: answers.filter((one) => one === 'reserve refused').length,
    /** Orders whose outcome is unknown, because no try was answered in time. */
    unknown: history.givenUp,
    tries: answers.length,
    killed: so.killed,
    violations: violations.length,
    verdict: right ? 'not oversold' : 'WRONG',
  };
}

/** The level, and the ledger once it has caught up. */
async function readLedger(
  edge: InventoryEdge,
  productId: string,
): Promise<Pick<Evidence, 'ledger' | 'levels'>> {
  const deadline = Date.now() + LEDGER_WITHIN_MS;
  for (;;) {
    const level = await edge.read(`/stock/${productId}`, StockLevel);
    const ledger: Entry[] = [];
    for (let after: number | null = 0; after !== null;) {
      const page: LedgerPage = await edge.read(
        `/stock/${productId}/ledger?after=${after}&limit=200`,
        LedgerPage,
      );
      ledger.push(...page.items);
      after = page.next;
    }
    if (ledger.length >= level.version || Date.now() > deadline)
      return { ledger, levels: [level] };
    await pause(100);
  }
}

/**
 * A shop must not sell more than it has, even when it crashes while selling.
 */
async function main() {
  const edge = await inventoryEdge(64);
  const rows = [];
  for (const shoppers of SHOPPERS) rows.push(await sell(edge, shoppers));
  console.table(rows);
  if (
    process.argv.includes('--check') &&
    rows.some(({ verdict }) => verdict === 'WRONG')
  )
    process.exitCode = 1;
  await edge.close();
}

void main();
