import type { ProductView } from '@souk/contracts/marketplace/catalogue';
import type { AddProduct, ChangeProduct } from '@souk/contracts/products/views';

export interface Found {
  product: ProductView;
  etag: string;
}

/**
 * What the import needs of the marketplace, as one vendor. Everything throws
 * Refused or Unreachable.
 */
export interface VendorApi {
  /** The vendor's first warehouse. */
  mainWarehouse(): Promise<string>;
  /**
   * The same key and product again answer with the product there is already.
   */
  add(
    key: string,
    product: AddProduct,
  ): Promise<{ id: string; createdAt: string }>;
  find(id: string): Promise<Found>;
  change(id: string, etag: string, change: ChangeProduct): Promise<void>;
  setOnHand(id: string, warehouseId: string, onHand: number): Promise<void>;
}

/**
 * The API said no. `slug` names the problem; `productId` is the product that is
 * in the way, where one is.
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

/**
 * The API could not be reached, or had no time, for as long as we were willing
 * to try.
 */
export class Unreachable extends Error {}
