import { memoryVendorStore } from '../support/memory-store';
import { describeVendorStore } from '../support/store-suite';

describeVendorStore('vendors in memory', memoryVendorStore);
