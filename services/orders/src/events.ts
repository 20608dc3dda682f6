import { customerErased } from '@souk/contracts/customers/events';
import { customerCartId } from '@souk/contracts/orders/carts';
import { on, type Subscription } from '@souk/platform/dapr/subscribe';
import { AppError } from '@souk/platform/http/errors';
import type { CartStore } from './carts/store';

/** Idempotent: what is gone is removed again. */
export const events = ({ carts }: { carts: CartStore }): Subscription[] => [
  on(customerErased, ({ customerId }) =>
    carts.remove(customerCartId(customerId)).catch((cause: unknown) => {
      // Whatever the reason is, the event comes again until it is removed.
      throw new AppError(
        'unavailable',
        'dependency-unavailable',
        'The cart could not be removed',
        { cause },
      );
    }),
  ),
];
