import { memoryProductStore } from './memory-store';
import { describeProductStore } from './store-suite';

describeProductStore('products in memory', memoryProductStore);
