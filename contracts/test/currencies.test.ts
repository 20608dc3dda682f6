import { COUNTRIES, Country } from '../src/countries';
import { CURRENCIES, decimalsOf } from '../src/currencies';
import { Money, MoneyInput } from '../src/fields';

test('the currencies are those of ISO 4217, with its decimals', () => {
  expect(CURRENCIES).toHaveLength(165);
  expect(new Set(CURRENCIES).size).toBe(165);
  const some = ['EUR', 'JPY', 'KWD', 'CLF', 'RSD', 'HUF', 'ISK', 'MGA'];
  expect(some.map((code) => [code, decimalsOf(code)])).toEqual([
    ['EUR', 2],
    ['JPY', 0],
    ['KWD', 3],
    ['CLF', 4],
    ['RSD', 2],
    ['HUF', 2],
    ['ISK', 0],
    ['MGA', 2],
  ]);
});

test('a price in a withdrawn currency can be read, and no new one be made', () => {
  const price = { amountMinor: 100, currency: 'HRK' };
  expect(Money.safeParse(price).success).toBe(true);
  expect(MoneyInput.safeParse(price).success).toBe(false);
  for (const currency of ['EURO', 'eur', 'XAU', 'XXX', ''])
    expect(Money.safeParse({ ...price, currency }).success).toBe(false);
});

test('the countries are those of ISO 3166-1', () => {
  expect(COUNTRIES).toHaveLength(249);
  expect(Country.safeParse('RS').success).toBe(true);
  for (const code of ['UK', 'rs', 'XX', 'DEU', ''])
    expect(Country.safeParse(code).success).toBe(false);
});
