import { z } from 'zod';
import { Cart, CartPart, CartVendor } from '../orders/carts';
import { VendorSummary } from '../vendors/views';

/** A cart with the names of its vendors: all that its page shows. */
export const CartView = Cart.extend({
  parts: z.array(
    CartPart.extend({
      vendors: z.array(
        CartVendor.omit({ vendorId: true }).extend({ vendor: VendorSummary }),
      ),
    }),
  ),
  saved: z.array(
    Cart.shape.saved.element
      .omit({ vendorId: true })
      .extend({ vendor: VendorSummary }),
  ),
});
export type CartView = z.infer<typeof CartView>;
