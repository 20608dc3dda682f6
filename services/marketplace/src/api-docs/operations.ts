import { cartRoutes } from '../cart/routes';
import { checkoutRoutes } from '../checkout/routes';
import { settingsRoutes } from '../checkout/routes-settings';
import { catalogueRoutes } from '../catalogue/routes';
import { customerAccountRoutes, vendorAccountRoutes } from '../accounts/routes';
import { customerRoutes } from '../customers/routes';
import { addressRoutes } from '../customers/routes-addresses';
import { ownCustomerRoutes } from '../customers/routes-own';
import type { Operation } from '../http/operation';
import { keyRoutes } from '../identity/routes-keys';
import { operatorRoutes } from '../identity/routes-operators';
import { deadLetterRoutes } from '../operations/routes-dead-letters';
import { healthRoutes } from '../operations/routes-health';
import { mailRoutes } from '../operations/routes-mails';
import { rebuildRoutes } from '../operations/routes-rebuild';
import { stockLedgerRoutes } from '../operations/routes-stock';
import { productRoutes } from '../products/routes';
import { ownProductRoutes } from '../products/routes-own';
import { oneProductRoutes } from '../products/routes-product';
import { stockRoutes } from '../products/routes-stock';
import { sessionRoutes } from '../sessions/routes';
import { vendorRoutes } from '../vendors/routes';
import { ownVendorRoutes } from '../vendors/routes-own';
import { docsRoutes } from './routes';

/** Every public operation, in the order of the document. */
export const OPERATIONS: readonly Operation[] = [
  sessionRoutes,
  vendorRoutes,
  ownVendorRoutes,
  vendorAccountRoutes,
  customerRoutes,
  ownCustomerRoutes,
  addressRoutes,
  customerAccountRoutes,
  productRoutes,
  oneProductRoutes,
  stockRoutes,
  catalogueRoutes,
  cartRoutes,
  checkoutRoutes,
  settingsRoutes,
  ownProductRoutes,
  operatorRoutes,
  deadLetterRoutes,
  mailRoutes,
  stockLedgerRoutes,
  rebuildRoutes,
  keyRoutes,
  docsRoutes,
  healthRoutes,
].flatMap(({ operations }) => operations);
