import type {
  OpenStock,
  StockLevel,
  StockLevels,
  StockSummary,
} from '@souk/contracts/inventory/views';
import type { Principal } from '@souk/platform/auth/principal';
import { within } from '@souk/platform/http/deadline';
import { AppError } from '@souk/platform/http/errors';
import type { CountCommand, ListingCommand } from '../rules/command';
import type { Answer, StockActors } from '../actor/client';
import type { Level } from '../rules/level';
import { mainWarehouseId } from '../warehouses/main-id';
import {
  ensureMain,
  ownWarehouse,
  warehouseNotFound,
  type WarehousesDeps,
} from '../warehouses/warehouses';
import { countRefused, stockNotOpen } from './refusals';
import type { LevelView } from './store';

export interface StockDeps extends WarehousesDeps {
  stock: StockActors;
  levels: Pick<LevelView, 'of' | 'page' | 'digest' | 'noteListing'>;
}

export interface SetStock {
  productId: string;
  warehouseId: string;
  onHand: number;
  /**
   * The version of the stock the caller has seen; undefined when any will do.
   */
  expectedVersion: number | undefined;
  /** Names this one change, so that it can be repeated. */
  operationId: string | undefined;
}

/** @throws AppError `stock-not-open`. */
export async function readStock(
  deps: StockDeps,
  productId: string,
): Promise<StockLevel> {
  const level = await deps.stock.level(productId);
  if (!level) throw stockNotOpen(productId);
  return withNames(deps, level);
}

/** How long one product may hold up the answer for the others. */
const TOGETHER_MS = 100;

/** Of those whose actors answer at once. */
export async function readStocks(
  deps: StockDeps,
  productIds: string[],
): Promise<StockLevels> {
  const answers = await Promise.all(
    [...new Set(productIds)].map(async (productId) => ({
      productId,
      level: await within(TOGETHER_MS, deps.stock.level(productId)).catch(
        () => undefined,
      ),
    })),
  );
  const levels = answers.flatMap(({ level }) => (level ? [level] : []));
  const names = await namesOf(deps, levels);
  return {
    items: levels.map((level) => named(level, names)),
    notOpen: answers.flatMap(({ productId, level }) =>
      level === null ? [productId] : [],
    ),
  };
}

/**
 * The levels of many products, a moment behind their actors; unknown products
 * are left out.
 */
export const listStock = (
  deps: StockDeps,
  productIds: string[],
): Promise<StockSummary[]> => deps.levels.of(productIds);

/**
 * Opens a product's stock at the given warehouses, or empty at "Main".
 * Idempotent: the first event or call opens it, later ones change nothing.
 * @throws AppError `invalid-input` when a warehouse is not the vendor's own;
 * then nothing is opened.
 */
export async function openStock(
  deps: StockDeps,
  productId: string,
  { vendorId, initialStock }: OpenStock,
): Promise<StockLevel> {
  await ensureMain(deps, vendorId, deps.now().toISOString());
  const known = new Map(
    (
      await deps.warehouses.find(initialStock.map((line) => line.warehouseId))
    ).map((w) => [w.id, w]),
  );
  const fields = initialStock.flatMap(({ warehouseId }, n) =>
    known.get(warehouseId)?.vendorId === vendorId
      ? []
      : [
          {
            path: `initialStock.${n}.warehouseId`,
            message: 'is not a warehouse of this vendor',
          },
        ],
  );
  if (fields.length > 0)
    throw new AppError(
      'invalid',
      'invalid-input',
      'Stock cannot be opened there',
      { fields },
    );
  const lines =
    initialStock.length > 0
      ? initialStock
      : [{ warehouseId: mainWarehouseId(vendorId), quantity: 0 }];
  const operationId = `open:${productId}`;
  const answer = await deps.stock.apply(productId, {
    kind: 'open',
    operationId,
    productId,
    vendorId,
    lines,
  });
  if (answer.reply.outcome === 'refused') {
    const { reason } = answer.reply;
    throw new AppError(
      'invalid',
      'invalid-input',
      `The stock cannot be opened (${reason})`,
    );
  }
  return accepted(deps, productId, answer);
}

/**
 * Notes whether a product is on sale; idempotent by the version of the product.
 * @throws AppError `stock-not-open` when this is known before its creation.
 */
export async function noteListing(
  { stock, levels }: Pick<StockDeps, 'stock' | 'levels'>,
  productId: string,
  listing: Pick<ListingCommand, 'vendorId' | 'archived' | 'version'>,
): Promise<void> {
  const operationId = `listing:${listing.version}`;
  const { reply } = await stock.apply(productId, {
    kind: 'listing',
    operationId,
    ...listing,
  });
  if (reply.outcome === 'refused') throw countRefused(productId, reply);
  await levels.noteListing(productId, listing.version);
}

/**
 * Sets the count of one warehouse, for the owner of both or for an operator.
 * @throws AppError `stock-not-open`, `product-not-found`,
 * `warehouse-not-found`, `stale-stock`, `below-reserved`,
 * `idempotency-key-reused`.
 */
export async function setOnHand(
  deps: StockDeps,
  who: Principal,
  change: SetStock,
): Promise<StockLevel> {
  const { productId, warehouseId, onHand, expectedVersion, operationId } =
    change;
  const warehouse = await ownWarehouse(
    deps,
    who.role === 'vendor' ? who.id : undefined,
    warehouseId,
  );
  return countStock(deps, who, productId, {
    kind: 'set',
    operationId:
      operationId === undefined ? `set:${deps.newId()}` : `key:${operationId}`,
    vendorId: warehouse.vendorId,
    warehouseId,
    quantity: onHand,
    ...(expectedVersion === undefined ? {} : { expectedVersion }),
  });
}

export async function countStock(
  deps: StockDeps,
  who: Principal,
  productId: string,
  count: CountCommand,
): Promise<StockLevel> {
  const answer = await deps.stock.apply(productId, count);
  // An operator may see the product, so the wrong part is the warehouse of
  // another vendor.
  const { reply } = answer;
  if (
    who.role !== 'vendor' &&
    reply.outcome === 'refused' &&
    reply.reason === 'not-owner'
  )
    throw warehouseNotFound(count.warehouseId);
  return accepted(deps, productId, answer);
}

function accepted(
  deps: StockDeps,
  productId: string,
  { reply, level }: Answer,
): Promise<StockLevel> {
  if (reply.outcome === 'refused') throw countRefused(productId, reply);
  if (!level)
    throw new Error(`The stock of ${productId} was changed but is not there`);
  return withNames(deps, level);
}

const withNames = async (deps: StockDeps, level: Level): Promise<StockLevel> =>
  named(level, await namesOf(deps, [level]));

/** The names of the warehouses by id. */
async function namesOf(
  { warehouses }: Pick<StockDeps, 'warehouses'>,
  levels: Level[],
): Promise<Map<string, string>> {
  const ids = levels.flatMap((level) =>
    level.warehouses.map(({ warehouseId }) => warehouseId),
  );
  const known = await warehouses.find([...new Set(ids)]);
  return new Map(known.map(({ id, name }) => [id, name]));
}

const named = (
  { warehouses, ...level }: Level,
  names: Map<string, string>,
): StockLevel => ({
  ...level,
  warehouses: warehouses.map(({ warehouseId, onHand, reserved }) => ({
    warehouseId,
    name: names.get(warehouseId) ?? warehouseId,
    onHand,
    reserved,
    available: onHand - reserved,
  })),
});
