import type { WarehouseLevel } from '@souk/contracts/inventory/views';
import type { ProductView } from '@souk/contracts/marketplace/catalogue';
import type { AddProduct, ChangeProduct } from '@souk/contracts/products/views';

export interface Found {
  product: ProductView;
  etag: string;
}

/**
 * The part of the API that an import uses, as one vendor. Every call throws
 * Refused or Unreachable.
 */
export interface VendorApi {
  /** The vendor's first warehouse. */
  mainWarehouse(): Promise<string>;
  /** Repeating the key and product returns the existing product. */
  add(
    key: string,
    product: AddProduct,
  ): Promise<{ id: string; createdAt: string }>;
  find(id: string): Promise<Found>;
  change(id: string, etag: string, change: ChangeProduct): Promise<void>;
  /** By warehouse, once the stock is open. */
  levels(id: string): Promise<WarehouseLevel[]>;
  setOnHand(id: string, warehouseId: string, onHand: number): Promise<void>;
}

/**
 * The API refused the call. `slug` names the problem; `productId` is the
 * conflicting product, if any.
 */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly slug: string,
    message: string,
    readonly productId?: string,
  ) {
    super(message);
  }
}

/** The API could not be reached, or was overloaded, until the retries ended. */
export class Unreachable extends Error {}
