import {
  memoryLedger,
  memoryLevels,
  memoryWarehouses,
} from './support/memory-stores';
import {
  describeLevelView,
  describeStockLedger,
  describeWarehouseStore,
} from './support/store-suite';

describeStockLedger('the ledger in memory', memoryLedger);
describeLevelView('the level view in memory', memoryLevels);
describeWarehouseStore('warehouses in memory', memoryWarehouses);
