import { StockTurn } from '@souk/contracts/inventory/events';
import { MongoClient, type Db } from 'mongodb';
import { endpoints } from './souk';

export type LedgerEntry = StockTurn;

/** Works on a service's database directly. */
export async function inDatabase<T>(
  name: string,
  work: (db: Db) => Promise<T>,
): Promise<T> {
  const { urls, databasePrefix } = endpoints();
  const client = new MongoClient(urls.mongodb, {
    serverSelectionTimeoutMS: 15_000,
  });
  try {
    return await work(client.db(`${databasePrefix}${name}`));
  } finally {
    await client.close();
  }
}

/** The ledger of each product, by version. */
export async function ledgers(
  productIds: string[],
): Promise<Map<string, LedgerEntry[]>> {
  const found = await inDatabase('inventory', (db) =>
    db
      .collection('ledger')
      .find({ productId: { $in: productIds } })
      .toArray(),
  );
  const byProduct = new Map<string, LedgerEntry[]>(
    productIds.map((id) => [id, []]),
  );
  for (const document of found) {
    const entry = StockTurn.parse(document);
    byProduct.get(entry.productId)?.push(entry);
  }
  for (const entries of byProduct.values())
    entries.sort((a, b) => a.version - b.version);
  return byProduct;
}

export interface Level {
  version: number;
  available: number;
  warehouses: { warehouseId: string; onHand: number; reserved: number }[];
}

/**
 * Compares a product's ledger with the level inventory reports; empty when they
 * agree.
 */
export function audit(entries: LedgerEntry[], level: Level): string[] {
  const findings: string[] = [];
  const held = new Map<string, { onHand: number; reserved: number }>();
  const available = () =>
    [...held.values()].reduce(
      (sum, { onHand, reserved }) => sum + onHand - reserved,
      0,
    );

  for (const [n, { version, changes, available: told }] of entries.entries()) {
    if (version !== n + 1)
      findings.push(`version ${version} stands in place ${n + 1}`);
    for (const { kind, warehouseId, onHand, reserved } of changes) {
      const before = held.get(warehouseId) ?? { onHand: 0, reserved: 0 };
      if (
        before.onHand !== onHand.before ||
        before.reserved !== reserved.before
      )
        findings.push(`version ${version} begins from another level`);
      if ((kind === 'opened') !== (version === 1))
        findings.push(`version ${version} is ${kind}`);
      held.set(warehouseId, { onHand: onHand.after, reserved: reserved.after });
    }
    if (available() !== told || told < 0)
      findings.push(
        `version ${version} tells ${told} available, not ${available()}`,
      );
  }
  if (entries.length !== level.version || available() !== level.available) {
    findings.push(
      `the ledger ends at version ${entries.length} with ${available()}, the level is ${level.version} with ${level.available}`,
    );
  }
  for (const { warehouseId, onHand, reserved } of level.warehouses) {
    const { onHand: kept, reserved: keptBack } = held.get(warehouseId) ?? {
      onHand: 0,
      reserved: 0,
    };
    if (kept !== onHand || keptBack !== reserved)
      findings.push(`${warehouseId} has ${onHand}, the ledger says ${kept}`);
  }
  return findings;
}
