import { Address } from '../src/addresses/address';
import { phoneOf } from '../src/addresses/phones';
import { postalCodeOf } from '../src/addresses/postal-codes';

it.each([
  ['GB', 'sw1a1aa', 'SW1A 1AA'],
  ['GB', 'M1 1AE', 'M1 1AE'],
  ['CA', 'k1a0b1', 'K1A 0B1'],
  ['NL', '1012ab', '1012 AB'],
  ['SE', '11455', '114 55'],
  ['PL', '00950', '00-950'],
  ['JP', '100 0001', '100-0001'],
  ['BR', '01310100', '01310-100'],
  ['US', '90210', '90210'],
  ['US', '902101234', '90210-1234'],
  ['FR', '75 008', '75008'],
  ['DE', ' 10115 ', '10115'],
  ['LV', 'lv-1010', 'LV-1010'],
  ['MT', 'vlt 1117', 'VLT 1117'],
  ['HK', 'any text', 'ANY TEXT'],
])(
  'a postal code of %s is kept as its post writes it',
  (country, given, kept) => {
    expect(postalCodeOf(given, country)).toBe(kept);
  },
);

it.each([
  ['DE', '1011'],
  ['DE', 'ABCDE'],
  ['US', '9021'],
  ['GB', '12345'],
  ['JP', '１００-０００１'],
])('a postal code of %s is not %s', (country, given) => {
  expect(postalCodeOf(given, country)).toBeUndefined();
});

it.each([
  ['DE', '030 123456', '+4930123456'],
  ['DE', '+45 20 12 34 56', '+4520123456'],
  ['US', '(213) 373-4253', '+12133734253'],
  ['AQ', '+64 3 363 5900', '+6433635900'],
  ['DE', '123', undefined],
  ['AQ', '030 123456', undefined],
  ['DE', 'call 030 123456', undefined],
  ['DE', '030 123456 ext. 7', undefined],
])('a phone of somebody in %s, %s, is %s', (country, given, kept) => {
  expect(phoneOf(given, country)).toBe(kept);
});

describe('an address', () => {
  const berlin = {
    name: 'Ann',
    lines: ['Hauptstr. 5'],
    city: 'Berlin',
    country: 'DE',
    postalCode: '10115',
  };
  const wrongFields = (change: object): string[] => {
    const { error } = Address.safeParse({ ...berlin, ...change });
    return (error?.issues ?? []).map(({ path }) => path.join('.')).sort();
  };

  it('names every wrong field at once', () => {
    expect(
      wrongFields({ city: '', lines: [], postalCode: '1', phone: '7' }),
    ).toEqual(['city', 'lines', 'phone', 'postalCode']);
    expect(wrongFields({ country: 'XX', postalCode: '1' })).toEqual([
      'country',
    ]);
    expect(wrongFields({ lines: ['1', '2', '3', '4'] })).toEqual(['lines']);
    expect(wrongFields({ lines: ['1', 'a\u0000b'] })).toEqual(['lines.1']);
    expect(wrongFields({})).toEqual([]);
  });

  it('has a postal code where the country has them', () => {
    const { name, lines, city, country } = berlin;
    const without = { name, lines, city, country };
    expect(Address.safeParse(without).success).toBe(false);
    expect(Address.parse({ ...without, country: 'HK' })).toEqual({
      ...without,
      country: 'HK',
    });
  });
});
