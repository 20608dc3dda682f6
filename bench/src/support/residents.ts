import { readFileSync } from 'node:fs';
import type { RedisShop } from './redis-lua';
import { StockCore } from '../../../services/inventory/src/rules/stock';
import { documentKey } from '../../../services/inventory/src/actor/document';
import { takeTurn } from '../../../services/inventory/src/rules/turn';

const CHUNK = 500;

/** Resident memory of a process, in bytes. */
export const residentBytes = (pid: number): number =>
  Number(
    /VmRSS:\s+(\d+) kB/.exec(
      readFileSync(`/proc/${pid}/status`, 'utf8'),
    )?.[1] ?? NaN,
  ) * 1_024;

const keyOf = (productId: string) => `inventory||${documentKey(productId)}`;

/**
 * Writes opened products straight into the store: opening them one by one would
 * measure the ledger.
 */
export async function storeProducts(
  redis: RedisShop,
  ids: string[],
): Promise<void> {
  for (let n = 0; n < ids.length; n += CHUNK) {
    const writes = ids.slice(n, n + CHUNK).map((productId, at) => {
      const lines = [{ warehouseId: 'main-bench', quantity: 1_000 }];
      const open = {
        kind: 'open',
        operationId: `open:${productId}`,
        productId,
        vendorId: 'bench',
        lines,
      } as const;
      const { stock } = takeTurn(undefined, [open], new Date());
      if (!stock) throw new Error('Nothing was opened');
      const document = {
        stock: { ...StockCore.parse(stock), reservations: [], refusals: [] },
        pages: [],
        dropped: [],
        outbox: [],
      };
      return redis.commandOn(
        at,
        'HSET',
        keyOf(productId),
        'data',
        JSON.stringify(document),
        'version',
        '1',
      );
    });
    await Promise.all(writes);
  }
}

export async function removeProducts(
  redis: RedisShop,
  ids: string[],
): Promise<void> {
  for (let n = 0; n < ids.length; n += CHUNK)
    await redis.command('UNLINK', ...ids.slice(n, n + CHUNK).map(keyOf));
}
