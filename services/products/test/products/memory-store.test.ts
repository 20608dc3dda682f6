import { memoryProductStore } from '../support/memory-store';
import { describeProductStore } from '../support/store-suite';

describeProductStore('products in memory', memoryProductStore);
