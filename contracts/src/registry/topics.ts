import type { App } from '../apps';
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

/** Who may publish what: an event on a topic counts only from its owner. */
export const TOPICS: Readonly<Record<App, readonly string[]>> = {
  marketplace: [operatorSessionEnded.topic, rebuildRequested.topic],
  vendors: [
    vendorMailRequested.topic,
    sessionRevoked.topic,
    vendorRegistered.topic,
  ],
  products: [productArchived.topic, productChanged.topic, productCreated.topic],
  inventory: [stockLevelChanged.topic],
  orders: [],
  customers: [
    customerErased.topic,
    customerMailRequested.topic,
    customerSessionRevoked.topic,
  ],
  notifications: [],
};

const owners = new Map<string, string>(
  Object.entries(TOPICS).flatMap(([app, topics]) =>
    topics.map((topic) => [topic, app] as const),
  ),
);

/** The app that owns a topic; undefined when nobody does. */
export const ownerOf = (topic: string): string | undefined => owners.get(topic);
