import { memoryMailStore } from '../support/memory-store';
import { describeMailStore } from '../support/store-suite';

describeMailStore('the mail store in memory', memoryMailStore);
