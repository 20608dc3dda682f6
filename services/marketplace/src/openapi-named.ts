import { CataloguePage, ProductView, AvailabilityView } from '@souk/contracts/catalogue';
import { SessionInfo } from '@souk/contracts/browser-session';
import { StockLevel, WarehouseList, WarehouseView } from '@souk/contracts/inventory';
import { DeadLetter, DeadLetterList, OperatorSession } from '@souk/contracts/operations';
import { Product } from '@souk/contracts/products';
import { OwnProductPage, StockHistory } from '@souk/contracts/own-products';
import { CategoryList, Facets, ShopVendor, SuggestionList } from '@souk/contracts/storefront';
import { ServiceList, TraceView } from '@souk/contracts/trace';
import { SessionView, VendorView } from '@souk/contracts/vendors';

/** Views that stand in the document under their own name. */
export const NAMED = {
  ...{ VendorView, SessionView, WarehouseView, WarehouseList, Product, ProductView, CataloguePage, AvailabilityView, StockLevel },
  ...{ CategoryList, Facets, SuggestionList, ShopVendor, OwnProductPage, StockHistory },
  ...{ SessionInfo, OperatorSession, DeadLetter, DeadLetterList, ServiceList, TraceView },
};
