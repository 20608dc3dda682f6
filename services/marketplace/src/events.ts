import { customerErased } from '@souk/contracts/customers/events';
import { stockLevelChanged } from '@souk/contracts/inventory/events';
import {
  operatorSessionEnded,
  rebuildRequested,
} from '@souk/contracts/marketplace/events';
import {
  type AnnouncedProduct,
  productArchived,
  productChanged,
  productCreated,
} from '@souk/contracts/products/events';
import { vendorRegistered } from '@souk/contracts/vendors/events';
import { on, type Subscription } from '@souk/platform/dapr/subscribe';
import type { Rebuilder } from './catalogue/rebuild';
import type { CatalogueStore } from './catalogue/view/store';
import type { OperatorSessions } from './sessions/operator-sessions';
import type { VendorNames } from './vendors/names';
import type { IssuerTokens } from './identity/outside-issuers';

export interface EventDeps {
  catalogue: CatalogueStore;
  vendorNames: VendorNames;
  issuers: readonly IssuerTokens[];
  customerTokens: Pick<IssuerTokens, 'revoke'>;
  operators: OperatorSessions;
  rebuild: Pick<Rebuilder, 'again'>;
}

/**
 * Every replica receives every event. The catalogue compares versions, so a
 * repeated or late event changes nothing.
 */
export function events({
  catalogue,
  vendorNames,
  issuers,
  customerTokens,
  operators,
  rebuild,
}: EventDeps): Subscription[] {
  const put = async (product: AnnouncedProduct) => {
    await catalogue.putProduct(product);
    await vendorNames.nameOf(product.vendorId);
  };
  return [
    on(productCreated, put),
    on(productChanged, put),
    on(productArchived, (archived) => catalogue.archiveProduct(archived)),
    on(stockLevelChanged, (level) => catalogue.putStock(level)),
    on(vendorRegistered, ({ vendorId, name }) =>
      catalogue.putVendor({ id: vendorId, name }),
    ),
    ...issuers.map(({ subscription }) => subscription),
    on(customerErased, async ({ customerId }) =>
      customerTokens.revoke(customerId),
    ),
    on(operatorSessionEnded, async ({ sessionId }) =>
      operators.ended(sessionId),
    ),
    on(rebuildRequested, async () => rebuild.again()),
  ];
}
