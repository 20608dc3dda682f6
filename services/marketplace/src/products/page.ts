import type {
  AvailabilityView,
  ProductView,
} from '@souk/contracts/marketplace/catalogue';
import { readStock } from '@souk/contracts/inventory/calls';
import type { StockLevel } from '@souk/contracts/inventory/views';
import type { Product } from '@souk/contracts/products/views';
import { AppError } from '@souk/platform/http/errors';
import type { Ask } from '@souk/platform/dapr/ask';
import { findProduct } from './products';
import { isRefusal } from '../http/remap-refusal';
import type { VendorNames } from '../vendors/names';

export interface ProductPageDeps {
  ask: Ask;
  vendorNames: VendorNames;
}

/**
 * A product page waits no longer for its stock figure; it is served without it.
 */
const STOCK_WITHIN_MS = 800;
const AVAILABILITY_WITHIN_MS = 3_000;

const askStock = (
  ask: Ask,
  id: string,
  timeoutMs: number,
): Promise<StockLevel> =>
  ask(readStock, { params: { productId: id }, timeoutMs });

/**
 * Details and live stock, requested concurrently. An archived product is not
 * found.
 */
export async function readProduct(
  { ask, vendorNames }: ProductPageDeps,
  id: string,
  warehouse?: string,
): Promise<ProductView> {
  const [product, told] = await Promise.all([
    findActive(ask, id),
    stockOrProblem(ask, id),
  ]);
  const {
    name,
    description,
    category,
    price,
    sku,
    images,
    attributes,
    createdAt,
    updatedAt,
    version,
  } = product;
  const vendor = {
    id: product.vendorId,
    name: await vendorNames.nameOf(product.vendorId),
  };
  const details = {
    id,
    name,
    description,
    category,
    price,
    sku,
    images,
    attributes,
    vendor,
    createdAt,
    updatedAt,
    version,
  };
  if ('stockProblem' in told)
    return { ...details, stock: null, stockProblem: told.stockProblem };
  const {
    available,
    version: stockVersion,
    asOf,
    warehouses,
  } = at(told, warehouse);
  return {
    ...details,
    stock: { available, version: stockVersion, asOf, warehouses },
  };
}

/**
 * What can be bought now. @throws AppError when inventory does not answer:
 * never a guess.
 */
export async function readAvailability(
  { ask }: ProductPageDeps,
  id: string,
  warehouse?: string,
): Promise<AvailabilityView> {
  const level = askStock(ask, id, AVAILABILITY_WITHIN_MS);
  level.catch(() => undefined); // judged below: without a product, whoever answers first, its stock says nothing
  await findActive(ask, id);
  const { available, version, asOf, warehouses } = at(await level, warehouse);
  return {
    productId: id,
    available,
    inStock: available > 0,
    version,
    asOf,
    warehouses,
  };
}

async function findActive(ask: Ask, id: string): Promise<Product> {
  const product = await findProduct(ask, id);
  if (product.status === 'archived') throw productNotFound(id);
  return product;
}

export const productNotFound = (id: string) =>
  new AppError('not-found', 'product-not-found', `There is no product ${id}`);

async function stockOrProblem(
  ask: Ask,
  id: string,
): Promise<StockLevel | Required<Pick<ProductView, 'stockProblem'>>> {
  try {
    return await askStock(ask, id, STOCK_WITHIN_MS);
  } catch (err) {
    return {
      stockProblem: isRefusal(err, readStock, 'stock-not-open')
        ? 'stock-not-open-yet'
        : 'inventory-unavailable',
    };
  }
}

/** The level at one warehouse; the whole level when none is named. */
function at(level: StockLevel, warehouse: string | undefined): StockLevel {
  if (warehouse === undefined) return level;
  const warehouses = level.warehouses.filter(
    ({ warehouseId }) => warehouseId === warehouse,
  );
  const [only] = warehouses;
  if (!only)
    throw new AppError(
      'not-found',
      'warehouse-not-found',
      `The product is not kept at a warehouse ${warehouse}`,
    );
  return { ...level, available: only.available, warehouses };
}
