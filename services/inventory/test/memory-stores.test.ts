import {
  memoryLedger,
  memoryLevels,
  memoryUnarmed,
  memoryWarehouses,
} from './support/memory-stores';
import {
  describeLevelView,
  describeStockLedger,
  describeUnarmedStore,
  describeWarehouseStore,
} from './support/store-suite';

describeStockLedger('the ledger in memory', memoryLedger);
describeLevelView('the level view in memory', memoryLevels);
describeUnarmedStore('products without a reminder in memory', memoryUnarmed);
describeWarehouseStore('warehouses in memory', memoryWarehouses);
