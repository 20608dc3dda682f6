import type { StockLevel, StockLevels } from '@souk/contracts/inventory/views';
import type { Product } from '@souk/contracts/products/views';

const AT = '2026-01-01T00:00:00.000Z';

export const product = (over: Partial<Product> = {}): Product => ({
  id: 'prod-1',
  vendorId: 'ann',
  version: 1,
  status: 'active',
  name: 'Walnut bowl',
  description: 'Turned by hand',
  category: 'Kitchen',
  price: { amountMinor: 4200, currency: 'EUR' },
  sku: 'BOWL-1',
  images: ['https://images.souk.example/bowl.jpg'],
  attributes: { Wood: 'Walnut' },
  initialStock: [],
  createdAt: AT,
  updatedAt: AT,
  ...over,
});

export const stockLevel = (over: Partial<StockLevel> = {}): StockLevel => ({
  productId: 'prod-1',
  vendorId: 'ann',
  version: 4,
  available: 7,
  asOf: AT,
  warehouses: [
    {
      warehouseId: 'main-ann',
      name: 'Main',
      onHand: 5,
      reserved: 0,
      available: 5,
    },
    { warehouseId: 'loft', name: 'Loft', onHand: 3, reserved: 1, available: 2 },
  ],
  ...over,
});

/** What inventory answers to a page of that product. */
export const stockLevels = (over: Partial<StockLevel> = {}): StockLevels => ({
  items: [stockLevel(over)],
  notOpen: [],
});

export const warehouses = {
  items: [
    { id: 'main-ann', name: 'Main', city: null, country: null, createdAt: AT },
    { id: 'loft', name: 'Loft', city: 'Oslo', country: null, createdAt: AT },
  ],
};

/** What a vendor sends to add the product above. */
export const addition = {
  name: 'Walnut bowl',
  description: 'Turned by hand',
  category: 'Kitchen',
  price: { amountMinor: 4200, currency: 'EUR' },
};
