import type { CartView } from '@souk/contracts/marketplace/cart';
import type { Cart } from '@souk/contracts/orders/carts';
import type { VendorNames } from '../vendors/names';

/** The cart of orders, with the names of its vendors. */
export async function withNames(
  vendorNames: VendorNames,
  { parts, saved, ...cart }: Cart,
): Promise<CartView> {
  const vendorIds = new Set([
    ...parts.flatMap(({ vendors }) => vendors.map(({ vendorId }) => vendorId)),
    ...saved.map(({ vendorId }) => vendorId),
  ]);
  const names = new Map(
    await Promise.all(
      [...vendorIds].map(
        async (id) => [id, await vendorNames.nameOf(id)] as const,
      ),
    ),
  );
  const named = <T extends { vendorId: string }>({ vendorId, ...rest }: T) => ({
    ...rest,
    vendor: { id: vendorId, name: names.get(vendorId) ?? vendorId },
  });
  return {
    ...cart,
    parts: parts.map((part) => ({ ...part, vendors: part.vendors.map(named) })),
    saved: saved.map(named),
  };
}
