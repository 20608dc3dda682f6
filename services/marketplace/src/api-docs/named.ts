import { CartView } from '@souk/contracts/marketplace/cart';
import { QuoteView } from '@souk/contracts/marketplace/checkout';
import { ShippingMethods } from '@souk/contracts/orders/shipping';
import { TaxTable } from '@souk/contracts/orders/taxes';
import {
  CataloguePage,
  ProductView,
  AvailabilityView,
} from '@souk/contracts/marketplace/catalogue';
import { AddressView } from '@souk/contracts/customers/addresses';
import { CustomerView } from '@souk/contracts/customers/views';
import { SessionInfo } from '@souk/contracts/marketplace/sessions';
import {
  StockLevel,
  WarehouseList,
  WarehouseView,
} from '@souk/contracts/inventory/views';
import { DeadLetter, DeadLetterList } from '@souk/contracts/dead-letters';
import { MailPage, MailView } from '@souk/contracts/notifications/views';
import { OperatorSession } from '@souk/contracts/marketplace/operators';
import { Product } from '@souk/contracts/products/views';
import {
  OwnProductPage,
  StockHistory,
} from '@souk/contracts/marketplace/own-products';
import {
  CategoryList,
  Facets,
  ShopVendor,
  SuggestionList,
} from '@souk/contracts/marketplace/storefront';
import { ServiceList } from '@souk/contracts/marketplace/services';
import { TraceView } from '@souk/contracts/marketplace/traces';
import { SessionView } from '@souk/contracts/accounts/views';
import { VendorView } from '@souk/contracts/vendors/views';

/** Views that are named components of the document. */
export const NAMED = {
  VendorView,
  CustomerView,
  AddressView,
  SessionView,
  WarehouseView,
  WarehouseList,
  Product,
  ProductView,
  CataloguePage,
  AvailabilityView,
  StockLevel,
  CategoryList,
  Facets,
  SuggestionList,
  ShopVendor,
  CartView,
  QuoteView,
  ShippingMethods,
  TaxTable,
  OwnProductPage,
  StockHistory,
  SessionInfo,
  OperatorSession,
  DeadLetter,
  DeadLetterList,
  MailView,
  MailPage,
  ServiceList,
  TraceView,
};
