import type { App } from '../apps';
import type { EventContract } from '../event';
import {
  customerErased,
  mailRequested as customerMailRequested,
  sessionRevoked as customerSessionRevoked,
} from '../customers/events';
import { stockLevelChanged } from '../inventory/events';
import { operatorSessionEnded, rebuildRequested } from '../marketplace/events';
import {
  productArchived,
  productChanged,
  productCreated,
} from '../products/events';
import {
  mailRequested as vendorMailRequested,
  sessionRevoked,
  vendorRegistered,
} from '../vendors/events';

/** Who reads a stream: what all of them have acknowledged is deleted. */
export interface Readers {
  topic: string;
  /** Apps whose replicas share the events. */
  shared: App[];
  /** Apps of which every replica gets each event. */
  everyReplica: App[];
}

const readBy = (
  { topic }: Pick<EventContract, 'topic'>,
  shared: App[],
  everyReplica: App[],
): Readers => ({ topic, shared, everyReplica });

/**
 * Every stream between services, and its readers: what the services subscribe
 * to, since a stream nobody trims grows for ever.
 */
export const READERS: Readers[] = [
  readBy(vendorRegistered, ['inventory'], ['marketplace']),
  readBy(sessionRevoked, [], ['marketplace']),
  readBy(customerSessionRevoked, [], ['marketplace']),
  readBy(customerErased, ['orders', 'notifications'], ['marketplace']),
  readBy(vendorMailRequested, ['notifications'], []),
  readBy(customerMailRequested, ['notifications'], []),
  readBy(operatorSessionEnded, [], ['marketplace']),
  readBy(rebuildRequested, [], ['marketplace']),
  readBy(productCreated, ['inventory'], ['marketplace']),
  readBy(productChanged, ['inventory'], ['marketplace']),
  readBy(productArchived, ['inventory'], ['marketplace']),
  readBy(stockLevelChanged, [], ['marketplace']),
  readBy({ topic: 'inventory.dead-letters' }, ['inventory'], []),
];
