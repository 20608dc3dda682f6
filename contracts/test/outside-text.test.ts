import { Line, Text } from '../src/fields';
import { AddProduct } from '../src/products/views';
import { RegisterVendor } from '../src/vendors/views';

const vendor = (fields: Record<string, unknown>) =>
  RegisterVendor.safeParse({
    name: 'Blue Kiln',
    email: 'ann@example.com',
    password: 'correct horse',
    ...fields,
  });
const product = (fields: Record<string, unknown>) =>
  AddProduct.safeParse({
    name: 'Cup',
    description: '',
    category: 'Kitchen',
    price: { amountMinor: 100, currency: 'EUR' },
    ...fields,
  }).success;

const HALF = 'cup \ud83e';

it.each([
  ['a line', Line(100).safeParse(HALF).success],
  ['a text', Text(100).safeParse(`${HALF}\n\udd63 cup`).success],
  ['a category', product({ category: HALF })],
  ['an attribute', product({ attributes: { Colour: HALF } })],
  ['the name of an attribute', product({ attributes: { [HALF]: 'x' } })],
  ['an image', product({ images: [`https://a.example/${HALF}`] })],
  ['a password', vendor({ password: `${HALF} battery` }).success],
])('%s has no half of a surrogate pair', (_of, taken) =>
  expect(taken).toBe(false),
);

it('a text may have whole surrogate pairs', () =>
  expect(Text(20).parse('🪑\n🧵')).toBe('🪑\n🧵'));

describe('the name of a vendor', () => {
  it.each([
    'Blue Kiln',
    'Ann’s Pots & Co. (№ 2)',
    'Łódź Żółć',
    'Привет Мир',
    'Ελληνικά Προϊόντα',
    'Роза Shop',
    'Tシャツ屋',
    '株式会社ひかり',
    'עברית',
    'नमस्ते दुकान',
    '<script>alert(1)</script>',
    '3 Monkeys 🐒',
  ])('may be %p', (name) => expect(vendor({ name }).success).toBe(true));

  it('is stored in its compatibility form', () =>
    expect(vendor({ name: 'Ｂｌｕｅ　Ｋｉｌｎ' }).data?.name).toBe(
      'Blue Kiln',
    ));

  it.each([
    ['a zero-width space', 'Blue\u200bKiln'],
    ['a zero-width joiner', 'Blue\u200dKiln'],
    ['a soft hyphen', 'Blue\u00adKiln'],
    ['a right-to-left override', '\u202eenlK eulB'],
    ['an isolate', 'Blue \u2066Kiln\u2069'],
    ['a byte order mark inside', 'Blue\ufeffKiln'],
    ['a tag', 'Blue\u{e0041}Kiln'],
    ['a variation selector', 'Blue\ufe0fKiln'],
    ['a Hangul filler', 'Blue \u3164Kiln'],
    ['an empty Braille cell', 'Blue \u2800Kiln'],
    ['a line separator', 'Blue\u2028Kiln'],
    ['nothing but marks', '\u0301\u0301'],
    ['nothing but punctuation', '—'],
    ['a Cyrillic letter in a Latin word', 'Blue Kіln'],
    ['a Greek letter in a Latin word', 'Βlue Kiln'],
    ['an Armenian letter in a Latin word', 'Blue Kilո'],
    ['Cyrillic letters that all look Latin', 'Соре'],
  ])('has not %s', (_what, name) =>
    expect(vendor({ name }).success).toBe(false),
  );
});

describe('an image', () => {
  it.each([
    'https://images.example.com/a.jpg',
    'http://cdn.shop.example:8080/a.jpg?v=1',
    'https://bücher.example/a.png',
    '/pictures/vessel/cup-1.svg',
  ])('may be at %s', (image) =>
    expect(product({ images: [image] })).toBe(true),
  );

  it.each([
    'https://ann:secret@images.example.com/a.jpg',
    'https://ann@images.example.com/a.jpg',
    'http://localhost/a.jpg',
    'http://LOCALHOST./a.jpg',
    'http://a.localhost/a.jpg',
    'http://router/a.jpg',
    'http://redis.souk.svc.cluster.local/a.jpg',
    'http://metadata.google.internal/a.jpg',
    'http://127.0.0.1/a.jpg',
    'http://2130706433/a.jpg',
    'http://0x7f.1/a.jpg',
    'http://10.0.0.1/a.jpg',
    'http://169.254.169.254/latest',
    'http://192.168.1.1/a.jpg',
    'http://[::1]/a.jpg',
    'http://[fd00::1]/a.jpg',
    'http://[::ffff:10.0.0.1]/a.jpg',
    'http://8.8.8.8/a.jpg',
    'javascript:alert(1)',
  ])('must not be at %s', (image) =>
    expect(product({ images: [image] })).toBe(false),
  );
});
