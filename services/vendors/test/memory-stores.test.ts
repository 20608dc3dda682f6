import { memorySessionStore, memoryVendorStore } from './support/memory-stores';
import {
  describeSessionStore,
  describeVendorStore,
} from './support/store-suites';

describeVendorStore('vendors in memory', memoryVendorStore);
describeSessionStore('sessions in memory', memorySessionStore);
