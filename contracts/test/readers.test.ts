import * as customers from '../src/customers/events';
import * as inventory from '../src/inventory/events';
import * as marketplace from '../src/marketplace/events';
import * as products from '../src/products/events';
import { READERS } from '../src/registry/events';
import * as vendors from '../src/vendors/events';

/** Topics of all exports that are events. */
const declared = [customers, inventory, marketplace, products, vendors]
  .flatMap((module): unknown[] => Object.values(module))
  .flatMap((one) =>
    typeof one === 'object' &&
    one !== null &&
    'topic' in one &&
    typeof one.topic === 'string'
      ? [one.topic]
      : [],
  );

it('names the readers of every event, since a stream nobody trims grows for ever', () => {
  const topics = READERS.map(({ topic }) => topic);
  expect(topics).toEqual(expect.arrayContaining(declared));
  expect(new Set(topics).size).toBe(topics.length);
  for (const { shared, everyReplica } of READERS)
    expect(shared.length + everyReplica.length).toBeGreaterThan(0);
});
