import { setTimeout as pause } from 'node:timers/promises';
import type { StockLevel } from '@souk/contracts/inventory/views';
import type {
  LedgerPage,
  LedgerQuery,
  RepairStock,
  StockAudit,
} from '@souk/contracts/inventory/ledger';
import type { Principal } from '@souk/platform/auth/principal';
import { startAudit } from './audit';
import type { LedgerEntry } from './entry';
import { countStock, type StockDeps } from '../stock/levels';
import { stockNotOpen } from '../stock/refusals';
import { MOST_READ, type StockLedger } from './store';
import type { Level } from '../rules/level';
import { ownWarehouse } from '../warehouses/warehouses';

export interface BooksDeps extends StockDeps {
  ledger: Omit<StockLedger, 'append'>;
}

/**
 * A turn replies before the ledger has it, so an audit waits this long for it.
 */
const CATCH_UP = { times: 10, everyMs: 100 };

/** The windows of versions that one page looks into. */
const MOST_WINDOWS = 20;
/** Entries after which an audit notes how far it has come. */
const PROVE_EVERY = 5_000;

/**
 * Entries have the versions 1, 2, 3 …, so a page is read by the versions it may
 * hold; where some are missing, further ones are looked at.
 * @throws AppError `stock-not-open`.
 */
export async function readLedger(
  { ledger, stock }: BooksDeps,
  productId: string,
  { order, after, limit }: LedgerQuery,
): Promise<LedgerPage> {
  const level = await stock.level(productId);
  if (!level) throw stockNotOpen(productId);
  const newest = level.version;
  const items: LedgerEntry[] = [];
  let at =
    order === 'asc' ? after + 1 : Math.min(newest, (after || newest + 1) - 1);
  const inside = () => at >= 1 && at <= newest;
  for (let tries = 0; inside() && tries < MOST_WINDOWS; tries++) {
    const wanted = limit - items.length;
    if (wanted === 0) break;
    if (order === 'asc') {
      items.push(
        ...(await ledger.range(
          productId,
          at,
          Math.min(newest, at + wanted - 1),
        )),
      );
      at += wanted;
    } else {
      const found = await ledger.range(
        productId,
        Math.max(1, at - wanted + 1),
        at,
      );
      items.push(...found.reverse());
      at -= wanted;
    }
  }
  const last = order === 'asc' ? at - 1 : at + 1;
  return { items, next: inside() ? last : null };
}

/**
 * From where an earlier one has proven the ledger, in a bounded memory. Changes
 * nothing but that. @throws AppError `stock-not-open`.
 */
export async function audit(
  deps: BooksDeps,
  productId: string,
): Promise<StockAudit> {
  for (let tries = 1; ; tries++) {
    // Entries newer than the level belong to a later audit.
    const level = await deps.stock.level(productId);
    if (!level) throw stockNotOpen(productId);
    const result = await auditUpTo(deps, level);
    if (result.gaps.length === 0 || tries === CATCH_UP.times) return result;
    await pause(CATCH_UP.everyMs);
  }
}

async function auditUpTo(
  { ledger }: BooksDeps,
  level: Level,
): Promise<StockAudit> {
  const { productId, version } = level;
  let from = await ledger.proven(productId);
  if (from && from.version > version) from = undefined;
  let running = startAudit(from);
  const settle = async () => {
    const asked = running.toLookUp();
    if (asked.length > 0)
      running.lookedUp(await ledger.about(productId, asked));
    const proven = running.proven();
    if (!proven || proven.version === from?.version) return;
    await ledger.prove(productId, proven);
    from = proven;
  };
  const first = (from?.version ?? 0) + 1;
  for (let at = first; at <= version; at += MOST_READ) {
    const to = Math.min(version, at + MOST_READ - 1);
    for (const entry of await ledger.range(productId, at, to))
      running.take(entry);
    if ((to - first + 1) % PROVE_EVERY !== 0 || to === version) continue;
    await settle();
    // What has been proven need not be kept in memory.
    if (from?.version === to) running = startAudit(from);
  }
  await settle();
  return running.compare(level);
}

/**
 * Appends an entry with its reason and author; existing entries stay unchanged.
 * @throws AppError as `setOnHand` does.
 */
export async function repair(
  deps: BooksDeps,
  who: Principal,
  productId: string,
  {
    warehouseId,
    onHand,
    reason,
    operationId,
  }: RepairStock & { operationId: string | undefined },
): Promise<StockLevel> {
  const { vendorId } = await ownWarehouse(deps, undefined, warehouseId);
  return countStock(deps, who, productId, {
    kind: 'repair',
    vendorId,
    warehouseId,
    quantity: onHand,
    reason,
    by: who.id,
    operationId:
      operationId === undefined
        ? `repair:${deps.newId()}`
        : `key:${operationId}`,
  });
}
