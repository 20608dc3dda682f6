import { memoryProductStore } from '../support/memory-store';
import { describeProductStore } from '../support/store-suite';

describeProductStore('the in-memory product store', memoryProductStore);
