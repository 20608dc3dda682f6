import { memorySessionStore } from '../../src/testing/memory-sessions';
import { describeSessionStore } from './store-suite';

describeSessionStore('sessions in memory', memorySessionStore);
