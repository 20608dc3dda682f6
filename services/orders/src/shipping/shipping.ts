import type {
  SetShippingMethods,
  ShippingMethods,
} from '@souk/contracts/orders/shipping';
import { AppError } from '@souk/platform/http/errors';
import { reaches } from '@souk/contracts/orders/shipping-prices';
import type { ShippingStore } from './store';

export interface ShippingDeps {
  shipping: ShippingStore;
}

/** Those that reach the country; all of them when none is named. */
export async function readMethods(
  { shipping }: ShippingDeps,
  vendorId: string,
  country: string | undefined,
): Promise<ShippingMethods> {
  const { version, methods } = await shipping.of(vendorId);
  return {
    version,
    methods: methods.filter(
      (method) => country === undefined || reaches(method, country),
    ),
  };
}

/** Replaces all methods of a vendor. @throws AppError `stale-settings`. */
export async function setMethods(
  { shipping }: ShippingDeps,
  vendorId: string,
  { version, methods }: SetShippingMethods,
): Promise<ShippingMethods> {
  if (!(await shipping.save(vendorId, { version, methods })))
    throw staleSettings();
  return { version: version + 1, methods };
}

export const staleSettings = () =>
  new AppError(
    'conflict',
    'stale-settings',
    'The settings have changed since you read them',
  );
