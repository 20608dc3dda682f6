import { readStock } from '@souk/contracts/inventory/calls';
import type {
  ShopWarehouseLevel,
  StockLevel,
  WarehouseLevel,
} from '@souk/contracts/inventory/views';
import type {
  AvailabilityView,
  ProductView,
} from '@souk/contracts/marketplace/catalogue';
import type { Ask } from '@souk/platform/dapr/ask';
import { AppError } from '@souk/platform/http/errors';
import { whileUnchanged } from '../catalogue/unchanged';
import { deliveryOf, type ProductDetails } from '../catalogue/view/details';
import type { CatalogueStore } from '../catalogue/view/store';
import { isRefusal } from '../http/remap-refusal';
import type { VendorNames } from '../vendors/names';
import type { LiveStock } from './live-stock';
import { findProduct, showOwn } from './products';

export interface ProductPageDeps {
  ask: Ask;
  catalogue: CatalogueStore;
  details: CatalogueStore['product'];
  stock: LiveStock;
  vendorNames: VendorNames;
}

/** Some kilobytes each. */
const MOST_DETAILS = 1_000;

/** The details in the view, read once while it does not change. */
export function keptDetails(
  catalogue: Pick<CatalogueStore, 'product' | 'revision'>,
): CatalogueStore['product'] {
  const details = whileUnchanged<ReturnType<CatalogueStore['product']>>(
    () => catalogue.revision(),
    MOST_DETAILS,
  );
  return (id) => details(id, () => catalogue.product(id));
}

/**
 * A product page waits no longer for its stock figure; it is served without it.
 */
const STOCK_WITHIN_MS = 800;
const AVAILABILITY_WITHIN_MS = 3_000;

/**
 * Details from the catalogue view, and live stock. An archived product is not
 * found.
 */
export async function readProduct(
  deps: ProductPageDeps,
  id: string,
  warehouse?: string,
): Promise<ProductView> {
  const { vendorId, vendorName, ...details } = await detailsOf(deps, id);
  const vendor = {
    id: vendorId,
    name: vendorName ?? (await deps.vendorNames.nameOf(vendorId)),
  };
  const level = await stockOrProblem(deps.stock, id);
  if ('stockProblem' in level)
    return {
      ...details,
      vendor,
      stock: null,
      stockProblem: level.stockProblem,
    };
  const { available, version, asOf, warehouses } = at(level, warehouse);
  return {
    ...details,
    vendor,
    stock: { available, version, asOf, warehouses: warehouses.map(shown) },
  };
}

/**
 * What can be bought now. @throws AppError when inventory does not answer:
 * never a guess.
 */
export async function readAvailability(
  deps: ProductPageDeps,
  id: string,
  warehouse?: string,
): Promise<AvailabilityView> {
  await detailsOf(deps, id);
  const level = await deps.stock.of(id, AVAILABILITY_WITHIN_MS);
  const { available, version, asOf, warehouses } = at(level, warehouse);
  return {
    productId: id,
    available,
    inStock: available > 0,
    version,
    asOf,
    warehouses: warehouses.map(shown),
  };
}

/** What is on hand and reserved is the vendor's. */
const shown = ({
  warehouseId,
  name,
  available,
}: WarehouseLevel): ShopWarehouseLevel => ({ warehouseId, name, available });

/**
 * The owner is asked for what the view does not know; then the view knows it.
 */
async function detailsOf(
  { ask, catalogue, details }: ProductPageDeps,
  id: string,
): Promise<ProductDetails> {
  const kept = details(id);
  if (kept === 'archived') throw productNotFound(id);
  if (kept) return kept;
  const product = await findProduct(ask, id);
  await showOwn(catalogue, product);
  if (product.status === 'archived') throw productNotFound(id);
  return {
    id,
    name: product.name,
    description: product.description,
    category: product.category,
    price: product.price,
    sku: product.sku,
    ...deliveryOf(product.weightGrams, product.taxClass),
    images: product.images,
    attributes: product.attributes,
    vendorId: product.vendorId,
    vendorName: catalogue.vendorName(product.vendorId),
    createdAt: product.createdAt,
    updatedAt: product.updatedAt,
    version: product.version,
  };
}

export const productNotFound = (id: string) =>
  new AppError('not-found', 'product-not-found', `There is no product ${id}`);

async function stockOrProblem(
  stock: LiveStock,
  id: string,
): Promise<StockLevel | Required<Pick<ProductView, 'stockProblem'>>> {
  try {
    return await stock.of(id, STOCK_WITHIN_MS);
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
