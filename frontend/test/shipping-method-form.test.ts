import type { ShippingMethod } from '@souk/contracts/orders/shipping';
import { deliveryWords } from '../src/features/product/delivery-words';
import {
  EMPTY,
  formOf,
  methodResolver,
  type MethodForm,
} from '../src/features/shipping/method-form';
import { priceText, reachOf } from '../src/features/shipping/method-text';

const judge = (form: MethodForm) =>
  methodResolver('m1')(form, undefined, {
    fields: {},
    shouldUseNativeValidation: false,
  });
const common = { id: 'm1', name: 'Parcel', days: { from: 2, to: 4 } };
const parcel = (
  price: Extract<ShippingMethod, { kind: 'delivery' }>['price'],
): ShippingMethod => ({
  ...common,
  kind: 'delivery',
  countries: ['DE', 'AT'],
  currency: 'EUR',
  price,
  freeFromMinor: 5_000,
});
const METHODS: [string, ShippingMethod, string][] = [
  [
    'a flat price',
    parcel({ by: 'flat', amountMinor: 490 }),
    '€4.90, free from €50.00',
  ],
  [
    'a price by items',
    parcel({ by: 'items', firstMinor: 490, eachFurtherMinor: 100 }),
    '€4.90, each further item €1.00, free from €50.00',
  ],
  [
    'a price by weight',
    parcel({
      by: 'weight',
      steps: [
        { upToGrams: 1_000, amountMinor: 490 },
        { upToGrams: 5_000, amountMinor: 990 },
      ],
    }),
    'up to 1 kg €4.90, up to 5 kg €9.90, free from €50.00',
  ],
  ['pick-up', { ...common, kind: 'pick-up', countries: [] }, 'Free'],
];

test.each(METHODS)('%s is the same after the form', async (_what, method) => {
  expect(await judge(formOf(method))).toEqual({ values: method, errors: {} });
});

test.each(METHODS)('%s is shown in words', (_what, method, words) => {
  expect(priceText(method)).toBe(words);
});

test('the countries of a method are named, up to three', () => {
  const [[, flat]] = METHODS as [(typeof METHODS)[number]];
  expect(reachOf(flat)).toBe('Delivery, Germany, Austria');
  expect(reachOf({ ...flat, countries: ['DE', 'AT', 'CH', 'FR', 'IT'] })).toBe(
    'Delivery, Germany, Austria, Switzerland and 2 more',
  );
});

test('every wrong field is told at once, in plain words', async () => {
  const { errors } = await judge({
    ...EMPTY,
    by: 'weight',
    freeFrom: '4.999',
    steps: [
      { upToGrams: '500', amount: '4.90' },
      { upToGrams: 'much', amount: 'little' },
    ],
    daysTo: '',
  });
  const told = Object.fromEntries(
    Object.entries(errors).map(([name, error]) => [
      name,
      (error as { message?: string }).message,
    ]),
  );
  expect(told).toMatchObject({
    countries: 'Choose at least one country',
    freeFrom: 'Enter an amount such as 4.90',
    daysTo: 'Enter a whole number',
  });
  expect(Object.keys(told).sort()).toEqual(
    ['countries', 'daysTo', 'freeFrom', 'name', 'steps'].sort(),
  );
  expect(errors.steps?.[1]).toMatchObject({
    upToGrams: { message: 'Enter a whole number' },
    amount: { message: 'Enter an amount such as 4.90' },
  });
});

test.each([
  ['FR', 900, 'This maker does not deliver this to France.'],
  ['DE', 900, 'Delivery to Germany: arrives in 2 to 4 days, €4.90.'],
  ['AT', 4_000, 'Delivery to Austria: arrives in 2 to 4 days, €9.90.'],
  ['DE', 6_000, 'This maker does not deliver this to Germany.'],
  ['', 900, 'How it is delivered is shown at the checkout.'],
])('a product page for "%s" and %i g says: %s', (country, grams, words) => {
  const methods = [METHODS[2]![1]];
  const price = { amountMinor: 2_000, currency: 'EUR' };
  expect(deliveryWords({ price, weightGrams: grams }, methods, country)).toBe(
    words,
  );
});

test('a product page says that its maker ships nowhere', () => {
  const price = { amountMinor: 2_000, currency: 'EUR' };
  expect(deliveryWords({ price }, [], 'DE')).toContain('cannot be bought');
});
