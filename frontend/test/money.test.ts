import { formatMoney, toDecimal, toMinor } from '../src/lib/money';

test.each([
  ['24.50', 'EUR', 2_450],
  ['24,5', 'EUR', 2_450],
  ['0.07', 'EUR', 7],
  ['1200', 'JPY', 1_200],
  ['1.234', 'KWD', 1_234],
  // Locale data has no decimals for these; ISO 4217 has two.
  ['990.50', 'RSD', 99_050],
  ['990,5', 'HUF', 99_050],
  ['24.505', 'EUR', undefined],
  ['12.5', 'JPY', undefined],
  ['-1', 'EUR', undefined],
  ['1e3', 'EUR', undefined],
  ['', 'EUR', undefined],
])('%s typed for a price in %s is %s', (typed, currency, minor) => {
  expect(toMinor(typed, currency)).toBe(minor);
});

test('a price is shown in its currency, and edited as a plain number', () => {
  expect(formatMoney({ amountMinor: 123_456, currency: 'EUR' })).toBe(
    '€1,234.56',
  );
  expect(toDecimal({ amountMinor: 123_400, currency: 'EUR' })).toBe('1234.00');
  expect(toDecimal({ amountMinor: 500, currency: 'JPY' })).toBe('500');
});

test('a price has the decimals of its currency, not those of daily use', () => {
  const price = { amountMinor: 99_050, currency: 'RSD' };
  expect(formatMoney(price)).toBe('RSD\u00a0990.50');
  expect(toDecimal(price)).toBe('990.50');
});
