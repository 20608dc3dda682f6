import { memoryCartStore } from '../support/memory-store';
import { describeCartStore } from '../support/store-suite';

describeCartStore('the in-memory cart store', memoryCartStore);
