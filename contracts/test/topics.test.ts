import * as customers from '../src/customers/events';
import * as inventory from '../src/inventory/events';
import * as marketplace from '../src/marketplace/events';
import * as products from '../src/products/events';
import { ownerOf, TOPICS } from '../src/registry/topics';
import * as vendors from '../src/vendors/events';

test('every event belongs to the app that declares it, and to no other', () => {
  const declared = Object.entries({
    customers,
    inventory,
    marketplace,
    products,
    vendors,
  }).flatMap(([app, exported]) =>
    Object.values<object>(exported).flatMap((one) =>
      'topic' in one && 'data' in one ? [[one.topic, app]] : [],
    ),
  );
  const owned = Object.entries(TOPICS).flatMap(([app, topics]) =>
    topics.map((topic) => [topic, app]),
  );
  expect(owned.sort()).toEqual(declared.sort());
  expect(ownerOf('vendors.nobody-declares.v1')).toBeUndefined();
});
