import { memoryLedger, memoryWarehouses } from './memory-stores';
import { describeStockLedger, describeWarehouseStore } from './store-suite';

describeStockLedger('the ledger in memory', memoryLedger);
describeWarehouseStore('warehouses in memory', memoryWarehouses);
