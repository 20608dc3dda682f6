import { memoryLedger, memoryWarehouses } from './support/memory-stores';
import {
  describeStockLedger,
  describeWarehouseStore,
} from './support/store-suite';

describeStockLedger('the ledger in memory', memoryLedger);
describeWarehouseStore('warehouses in memory', memoryWarehouses);
