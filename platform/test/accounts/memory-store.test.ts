import { memorySessionStore } from '../../src/testing/accounts/memory-sessions';
import { describeSessionStore } from './store-suite';

describeSessionStore('sessions in memory', memorySessionStore);
