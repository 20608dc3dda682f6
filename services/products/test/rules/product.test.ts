import { AddProduct } from '@souk/contracts/products/views';
import fc from 'fast-check';
import {
  allows,
  archived,
  changed,
  newProduct,
  requestHash,
} from '../../src/rules/product';

const now = new Date('2026-01-02T03:04:05.006Z');
const later = new Date('2026-01-02T03:05:00.000Z');
const input = {
  name: 'Cup',
  description: '',
  category: 'Kitchen',
  price: { amountMinor: 1250, currency: 'EUR' },
};
const cup = newProduct(input, { id: 'p-1', vendorId: 'ann', now });

describe('a new product', () => {
  it('starts active at version 1, with absent fields empty', () => {
    expect(cup).toEqual({
      ...input,
      id: 'p-1',
      vendorId: 'ann',
      version: 1,
      status: 'active',
      sku: null,
      images: [],
      attributes: {},
      initialStock: [],
      createdAt: now.toISOString(),
      updatedAt: now.toISOString(),
    });
  });
});

describe('a change', () => {
  it('keeps absent fields', () => {
    const mug = changed({ ...cup, sku: 'S-1' }, { name: 'Mug' }, later);
    expect(mug).toEqual({
      ...cup,
      sku: 'S-1',
      name: 'Mug',
      version: 2,
      updatedAt: later.toISOString(),
    });
  });
  it('removes the SKU with null', () => {
    expect(changed({ ...cup, sku: 'S-1' }, { sku: null }, later)).toMatchObject(
      { sku: null, version: 2 },
    );
  });
  it('replaces attributes and images as a whole', () => {
    const product = {
      ...cup,
      attributes: { Size: 'L', Colour: 'Blue' },
      images: ['https://img.example/1'],
    };
    const next = changed(
      product,
      { attributes: { Size: 'M' }, images: [] },
      later,
    );
    expect(next).toMatchObject({ images: [] });
    expect(next?.attributes).toEqual({ Size: 'M' });
  });
  it.each([
    ['the same name', { name: 'Cup' }],
    ['the same price', { price: { currency: 'EUR', amountMinor: 1250 } }],
    [
      'the same attributes in another order',
      { attributes: { b: '2', a: '1' } },
    ],
  ])('to %s has no effect', (_what, change) => {
    expect(
      changed({ ...cup, attributes: { a: '1', b: '2' } }, change, later),
    ).toBeUndefined();
  });
});

it('archiving creates a version', () => {
  expect(archived(cup, later)).toEqual({
    ...cup,
    status: 'archived',
    version: 2,
    updatedAt: later.toISOString(),
  });
});

describe('If-Match', () => {
  it.each([
    undefined,
    '*',
    '"3"',
    '"p3"',
    '"p3.s12"',
    '"p3.s12.nAbc"',
    'W/"p3"',
  ])('%s accepts version 3', (tag) => {
    expect(allows(tag, 3)).toBe(true);
  });
  it.each([
    '',
    '3',
    '"2"',
    '"p2"',
    '"p33"',
    '"p2.s3"',
    '"s3"',
    '"p3',
    '"p3" "p4"',
    '"pNaN"',
    '""',
    '"p3x"',
  ])('%s does not accept version 3', (tag) => {
    expect(allows(tag, 3)).toBe(false);
  });
});

describe('the hash of a request', () => {
  const name = fc.stringMatching(/^[a-z]{1,8}$/);
  const attributes = fc.dictionary(name, fc.stringMatching(/^[a-z]{1,8}$/), {
    maxKeys: 6,
  });

  it('does not depend on the order of fields', () => {
    fc.assert(
      fc.property(attributes, (given) => {
        const straight = AddProduct.parse({ ...input, attributes: given });
        const reversed = AddProduct.parse(
          Object.fromEntries(
            Object.entries({ ...input, attributes: reverse(given) }).reverse(),
          ),
        );
        expect(requestHash(reversed)).toBe(requestHash(straight));
      }),
    );
  });
  it('differs when anything else differs', () => {
    fc.assert(
      fc.property(attributes, attributes, (a, b) => {
        fc.pre(JSON.stringify(sorted(a)) !== JSON.stringify(sorted(b)));
        expect(requestHash({ ...input, attributes: a })).not.toBe(
          requestHash({ ...input, attributes: b }),
        );
      }),
    );
  });
});

const reverse = (given: Record<string, string>) =>
  Object.fromEntries(Object.entries(given).reverse());
const sorted = (given: Record<string, string>) =>
  Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1));
