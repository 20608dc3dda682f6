import { fact, defineEvent } from '../src/event';
import {
  Cursor,
  Email,
  Id,
  IdempotencyKey,
  Instant,
  Line,
  Money,
  MoneyInput,
  Quantity,
  Text,
} from '../src/fields';
import { AddProduct, ChangeProduct } from '../src/products/views';
import { SignIn, ValidateToken } from '../src/accounts/views';
import { RegisterVendor } from '../src/vendors/views';
import { z } from 'zod';

const takes = (schema: z.ZodType, input: unknown) =>
  schema.safeParse(input).success;
const injected: unknown[] = [
  { $ne: null },
  { $gt: '' },
  ['a'],
  null,
  undefined,
  1,
  true,
  { toString: 'x' },
];

describe('an id', () => {
  it.each(['a', 'A-1_z', 'x'.repeat(64)])('may be %p', (id) =>
    expect(takes(Id, id)).toBe(true),
  );
  it.each([
    '',
    ' a',
    'a b',
    'a/b',
    'a%20',
    '../a',
    'é',
    'a.b',
    'a\n',
    'x'.repeat(65),
    ...injected,
  ])('must not be %p', (id) => expect(takes(Id, id)).toBe(false));
});

describe('a line of text', () => {
  it('is trimmed', () => expect(Line(10).parse('  a chair ')).toBe('a chair'));
  it.each(['naïve café', '椅子', '🪑', 'a'.repeat(10)])('may be %p', (line) =>
    expect(takes(Line(10), line)).toBe(true),
  );
  it.each([
    '',
    '   ',
    'a\nb',
    'a\u0000b',
    'a\u007fb',
    'a'.repeat(11),
    'a'.repeat(1_000_000),
    ...injected,
  ])('must not be %.20p', (line) => expect(takes(Line(10), line)).toBe(false));
});

describe('a text', () => {
  it('keeps newlines and tabs as they are', () =>
    expect(Text(20).parse('a\n\tb\r\n')).toBe('a\n\tb\r\n'));
  it.each(['a\u0000b', 'a\u001bb', 'a'.repeat(21), ...injected])(
    'must not be %p',
    (text) => expect(takes(Text(20), text)).toBe(false),
  );
});

describe('an e-mail address', () => {
  it('is trimmed and lower-cased', () =>
    expect(Email.parse(' Ann@Example.COM ')).toBe('ann@example.com'));
  it.each([
    '',
    'ann',
    'ann@',
    '@example.com',
    'a b@example.com',
    'ann@example.com\n.evil',
    `${'a'.repeat(250)}@example.com`,
    ...injected,
  ])('must not be %p', (email) => expect(takes(Email, email)).toBe(false));
});

describe('an amount of money', () => {
  it.each([0, 1, 99_999_999_999])('may be %p minor units', (amountMinor) =>
    expect(takes(Money, { amountMinor, currency: 'EUR' })).toBe(true),
  );
  it.each([
    -1,
    0.5,
    100_000_000_000,
    2 ** 53,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '100',
    null,
    { $ne: null },
  ])('must not be %p minor units', (amountMinor) =>
    expect(takes(Money, { amountMinor, currency: 'EUR' })).toBe(false),
  );
  it.each(['', 'eur', 'EURO', 'XYZ', 'toString', '__proto__', 978, null])(
    'must not be in %p',
    (currency) =>
      expect(takes(Money, { amountMinor: 1, currency })).toBe(false),
  );
  it('has no other field where a client sends it', () => {
    const more = { amountMinor: 1, currency: 'EUR', tax: 1 };
    expect(takes(MoneyInput, more)).toBe(false);
    expect(takes(Money, more)).toBe(true);
  });
});

describe('a quantity', () => {
  it.each([0, 1, 1_000_000_000])('may be %p', (quantity) =>
    expect(takes(Quantity, quantity)).toBe(true),
  );
  it.each([
    -1,
    0.5,
    1_000_000_001,
    2 ** 53,
    Number.NaN,
    '1',
    '',
    null,
    true,
    [1],
  ])('must not be %p', (quantity) =>
    expect(takes(Quantity, quantity)).toBe(false),
  );
});

describe('an instant', () => {
  it('is in UTC', () =>
    expect(takes(Instant, '2026-01-01T00:00:00.000Z')).toBe(true));
  it.each([
    '2026-01-01',
    '2026-01-01T00:00:00',
    '2026-13-01T00:00:00Z',
    '2026-01-01T00:00:00+01:00',
    'now',
    0,
  ])('is not %p', (at) => expect(takes(Instant, at)).toBe(false));
});

describe('a cursor', () => {
  it.each(['', 'x'.repeat(1001), ...injected])('must not be %.20p', (cursor) =>
    expect(takes(Cursor, cursor)).toBe(false),
  );
});

describe('an idempotency key', () => {
  it.each(['a', '8e03978e-40d5', '~!'])('may be %p', (key) =>
    expect(takes(IdempotencyKey, key)).toBe(true),
  );
  it.each(['', 'a b', 'é', 'a\n', 'x'.repeat(201), ...injected])(
    'must not be %.20p',
    (key) => expect(takes(IdempotencyKey, key)).toBe(false),
  );
});

const product = {
  name: 'Chair',
  description: '',
  category: 'Seating',
  price: { amountMinor: 100, currency: 'EUR' },
};

describe('a request', () => {
  it.each<[string, z.ZodType, object]>([
    ['to add a product', AddProduct, product],
    ['to change a product', ChangeProduct, { name: 'Chair' }],
    [
      'to register a vendor',
      RegisterVendor,
      { name: 'Ann', email: 'ann@example.com', password: 'a long one' },
    ],
    ['to sign in', SignIn, { email: 'ann@example.com', password: 'a' }],
    ['to validate a token', ValidateToken, { token: 'a' }],
  ])('%s is accepted, but not with an extra field', (_what, schema, body) => {
    expect(takes(schema, body)).toBe(true);
    expect(takes(schema, { ...body, vendorId: 'v1' })).toBe(false);
  });

  it('to add a product must not name a warehouse twice', () => {
    const line = { warehouseId: 'w1', quantity: 1 };
    expect(takes(AddProduct, { ...product, initialStock: [line] })).toBe(true);
    expect(takes(AddProduct, { ...product, initialStock: [line, line] })).toBe(
      false,
    );
  });

  it.each([
    'javascript:alert(1)',
    'ftp://example.com/a.png',
    'data:image/png;base64,AA',
    '/a.png',
    '',
  ])('to add a product must not have the image %p', (image) =>
    expect(takes(AddProduct, { ...product, images: [image] })).toBe(false),
  );

  it('to change a product must not be empty', () =>
    expect(takes(ChangeProduct, {})).toBe(false));
});

describe('an event', () => {
  const made = defineEvent('things.thing-made.v1', z.object({ id: Id }));

  it('has its topic and its data', () => {
    expect(fact(made, { id: 'a' })).toEqual({
      topic: 'things.thing-made.v1',
      data: { id: 'a' },
    });
  });
});
