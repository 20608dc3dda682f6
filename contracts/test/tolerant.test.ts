import { z } from 'zod';
import * as customers from '../src/customers/events';
import * as inventory from '../src/inventory/events';
import * as marketplace from '../src/marketplace/events';
import * as products from '../src/products/events';
import { CALLS } from '../src/registry/calls';
import * as vendors from '../src/vendors/events';

const events = [customers, inventory, marketplace, products, vendors]
  .flatMap((module): [string, unknown][] => Object.entries(module))
  .flatMap(([name, one]) =>
    one !== null && typeof one === 'object' && 'topic' in one && 'data' in one
      ? [[name, one.data as z.ZodType] as const]
      : [],
  );
const answers = Object.values(CALLS)
  .flat()
  .map(({ method, app, path, answer }) => {
    return [`${method} ${app}${path}`, answer] as const;
  });

it.each([...events, ...answers])(
  'lets a newer version add fields to %s, at any depth',
  (_name, schema) => {
    const json = z.toJSONSchema(schema, {
      io: 'input',
      unrepresentable: 'any',
    });
    expect(JSON.stringify(json)).not.toContain('"additionalProperties":false');
  },
);

it('knows events and answers', () => {
  expect(events.length).toBeGreaterThan(5);
  expect(answers.length).toBeGreaterThan(20);
});
