import { memorySessionStore, memoryVendorStore } from './memory-stores';
import { describeSessionStore, describeVendorStore } from './store-suites';

describeVendorStore('vendors in memory', memoryVendorStore);
describeSessionStore('sessions in memory', memorySessionStore);
