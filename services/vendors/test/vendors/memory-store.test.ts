import { memoryVendorStore } from '../support/memory-store';
import { describeVendorStore } from '../support/store-suite';

describeVendorStore('the in-memory vendor store', memoryVendorStore);
