import type { StockTurn } from '@souk/contracts/inventory/events';
import type { WarehouseStock } from '../rules/stock';

/** One committed turn of one product. */
export type LedgerEntry = StockTurn;

/** Up to this version the ledger of a product has been proven. */
export interface Proven {
  version: number;
  warehouses: WarehouseStock[];
  /** The ids of the reservations that are held. */
  held: string[];
}
