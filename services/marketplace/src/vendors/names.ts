import { readVendor } from '@souk/contracts/vendors/calls';
import type { Logger } from '@souk/platform/telemetry/logger';
import type { Ask } from '@souk/platform/dapr/ask';
import type { CatalogueStore } from '../catalogue/view/store';

export interface VendorNames {
  /** The vendor's name, or its id while the name is unknown. */
  nameOf(vendorId: string): Promise<string>;
}

const WITHIN_MS = 800;

/**
 * Names arrive with the registration event. A missing one is requested once and
 * kept.
 */
export function vendorNames(
  ask: Ask,
  catalogue: CatalogueStore,
  log: Logger,
): VendorNames {
  return {
    async nameOf(vendorId) {
      const known = catalogue.vendorName(vendorId);
      if (known !== undefined) return known;
      try {
        const vendor = await ask(readVendor, {
          params: { id: vendorId },
          timeoutMs: WITHIN_MS,
        });
        await catalogue.putVendor(vendor);
        return vendor.name;
      } catch (err) {
        log.warn({ err, vendorId }, 'vendor name not known yet');
        return vendorId;
      }
    },
  };
}
