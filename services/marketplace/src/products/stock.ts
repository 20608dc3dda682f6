import {
  openStock,
  readStock,
  setOnHand,
} from '@souk/contracts/inventory/calls';
import type { SetOnHand, StockLevel } from '@souk/contracts/inventory/views';
import type { Product } from '@souk/contracts/products/views';
import type { Principal } from '@souk/platform/auth/principal';
import { AppError } from '@souk/platform/http/errors';
import type { z } from 'zod';
import type { Ask } from '@souk/platform/dapr/ask';
import { stockTag } from './etag';
import { productNotFound } from './page';
import { findProduct } from './products';
import { isRefusal } from '../http/remap-refusal';

/** A product of the caller; any product for an operator. */
async function ownProduct(
  ask: Ask,
  who: Principal,
  id: string,
): Promise<Product> {
  const product = await findProduct(ask, id);
  if (who.role === 'vendor' && product.vendorId !== who.id)
    throw productNotFound(id);
  return product;
}

/** What is on hand and reserved, for the owner or an operator. */
export async function readOwnStock(
  ask: Ask,
  who: Principal,
  productId: string,
): Promise<StockLevel> {
  await ownProduct(ask, who, productId);
  return ask(readStock, { params: { productId } });
}

export interface SetStock {
  productId: string;
  warehouseId: string;
  level: z.infer<typeof SetOnHand>;
  /** Version of the stock the caller has seen; undefined when any will do. */
  expected: number | undefined;
  /** Identifies this change, so that the sidecar may repeat the call. */
  operationId: string;
}

/**
 * Sets what is on hand, for the owner or an operator. When the opening event
 * has not arrived yet, it opens the stock first.
 */
export async function setStock(
  ask: Ask,
  who: Principal,
  change: SetStock,
): Promise<StockLevel> {
  const product = await ownProduct(ask, who, change.productId);
  if (product.status === 'archived')
    throw new AppError(
      'conflict',
      'product-archived',
      'The product has been archived',
    );
  try {
    return await putStock(ask, who, change);
  } catch (err) {
    if (!isRefusal(err, setOnHand, 'stock-not-open')) throw err;
    await open(ask, product);
    return putStock(ask, who, change);
  }
}

const putStock = (
  ask: Ask,
  who: Principal,
  { productId, warehouseId, level, expected, operationId }: SetStock,
) =>
  ask(setOnHand, {
    params: { productId, warehouseId },
    headers: {
      'idempotency-key': operationId,
      'if-match': expected === undefined ? undefined : stockTag(expected),
    },
    body: level,
    as: who,
  });

// The same operation id as the event's, so the second one changes nothing.
const open = (ask: Ask, { id, vendorId, initialStock }: Product) =>
  ask(openStock, {
    params: { productId: id },
    body: { vendorId, initialStock },
  });
