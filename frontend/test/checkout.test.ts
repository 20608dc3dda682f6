import { CheckoutForm, EMPTY, shipToOf } from '../src/features/checkout/form';
import { sentencesOf } from '../src/features/checkout/notices';
import type { Quote } from '../src/features/checkout/queries';
import { deliveryDays } from '../src/lib/delivery/delivery-days';

const ann = {
  ...EMPTY,
  email: 'ann@example.com',
  name: 'Ann',
  line1: 'Main Street 1',
  city: 'Berlin',
  postalCode: '10115',
  country: 'DE',
};
const wrong = (fields: Partial<typeof ann>) =>
  CheckoutForm.safeParse({ ...ann, ...fields })
    .error?.issues.map(({ path }) => path.join('.'))
    .sort() ?? [];

test('a complete address is enough', () => {
  expect(wrong({})).toEqual([]);
});

test('what is missing is told at its field', () => {
  expect(wrong({ email: 'ann', name: ' ', city: '', country: '' })).toEqual([
    'city',
    'country',
    'email',
    'name',
  ]);
});

test.each([
  ['a postal code of its country', { postalCode: '1011' }, ['postalCode']],
  ['a postal code at all', { postalCode: '' }, ['postalCode']],
  ['none where there are none', { country: 'HK', postalCode: '' }, []],
  ['a phone of its country', { phone: '12' }, ['phone']],
  ['one of another country', { phone: '+43 1 5340600' }, []],
])('an address needs %s', (_what, fields, names) => {
  expect(wrong(fields)).toEqual(names);
});

test('a wrong postal code is told beside other wrong fields', () => {
  expect(wrong({ name: '', postalCode: 'x' })).toEqual(['name', 'postalCode']);
});

test.each([
  ['DE', '', { country: 'DE' }],
  ['DE', 'Berlin', { country: 'DE' }],
  ['US', '', undefined],
  ['US', 'Texas', undefined],
  ['US', 'TX', { country: 'US', region: 'TX' }],
  ['CA', 'QC', { country: 'CA', region: 'QC' }],
  ['', '', undefined],
  ['XX', '', undefined],
])('a quote for %s %s is asked with %j', (country, region, expected) => {
  expect(shipToOf({ country, region })).toEqual(expected);
});

test('where tax depends on the state, one has to be chosen', () => {
  const texas = { country: 'US', postalCode: '78701' };
  expect(wrong({ ...texas, region: '' })).toEqual(['region']);
  expect(wrong({ ...texas, region: 'TX' })).toEqual([]);
});

test('what stands against a quote is said once, with its product or maker', () => {
  const quote = {
    parts: [
      {
        vendor: { id: 'v1', name: 'Kiln' },
        lines: [{ productId: 'p1', name: 'Mug' }],
      },
    ],
    notices: [
      { kind: 'only-n-left', vendorId: 'v1', productId: 'p1' },
      { kind: 'no-delivery', vendorId: 'v1' },
      { kind: 'no-delivery', vendorId: 'v1' },
      { kind: 'something-newer', vendorId: 'v1' },
    ],
  } as unknown as Quote;
  expect(sentencesOf(quote)).toEqual([
    'There are fewer of Mug than you want.',
    'Kiln does not deliver to this address.',
  ]);
});

test.each([
  ['delivery', 2, 4, 'Arrives in 2 to 4 days'],
  ['delivery', 1, 1, 'Arrives in 1 day'],
  ['digital', 0, 0, 'Arrives at once'],
  ['pick-up', 0, 0, 'Ready for pick-up today'],
])('%s in %i to %i days: %s', (kind, from, to, words) => {
  expect(deliveryDays(kind, { from, to })).toBe(words);
});
