import { AppError } from '@souk/platform/http/errors';
import type { Refused } from '../rules/stock';

/** The error for a refused count. */
export function countRefused(
  productId: string,
  { reason, version }: Refused,
): AppError {
  switch (reason) {
    case 'not-open':
      return stockNotOpen(productId);
    case 'not-owner':
      return new AppError(
        'not-found',
        'product-not-found',
        `There is no product ${productId}`,
      );
    case 'stale':
      return new AppError(
        'conflict',
        'stale-stock',
        'The stock has changed since it was read',
        { members: { version } },
      );
    case 'below-reserved':
      return new AppError(
        'conflict',
        'below-reserved',
        'More than that is reserved in this warehouse',
      );
    case 'over-limit':
      return new AppError(
        'invalid',
        'invalid-input',
        'That is more than can be kept on hand',
      );
    case 'operation-reused':
      return new AppError(
        'invalid',
        'idempotency-key-reused',
        'This idempotency key was used for another change',
      );
    default:
      throw new Error(`A count was refused as ${reason}`);
  }
}

export const stockNotOpen = (productId: string) =>
  new AppError(
    'not-found',
    'stock-not-open',
    `The stock of ${productId} is not open`,
  );
