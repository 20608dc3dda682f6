/** How many decimals a currency has: 2 for EUR, 0 for JPY, 3 for KWD. */
export const decimalsOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
    .maximumFractionDigits ?? 2;

/**
 * Commas between thousands are taken only where a point says which is which.
 */
const PLAIN = /^(\d+)(?:\.(\d+))?$/;
const GROUPED = /^(\d{1,3}(?:,\d{3})+)\.(\d+)$/;

/**
 * A price as digits, never as a float, in minor units of the currency.
 * @returns the reason as a string when it is not a price that can be read in
 * exactly one way.
 */
export function minorUnits(price: string, currency: string): number | string {
  const decimals = decimalsOf(currency);
  if (price === '') return 'there is no price';
  if (/^-/.test(price)) return `the price "${price}" is below zero`;
  const [, whole, fraction = ''] =
    PLAIN.exec(price) ?? GROUPED.exec(price) ?? [];
  if (whole === undefined)
    return `the price "${price}" is not a plain number like 12.50`;
  const kept = fraction.replace(/0+$/, '');
  if (kept.length > decimals)
    return `the price "${price}" has more decimals than ${currency} has (${decimals})`;
  const amount = Number(whole.replaceAll(',', '') + kept.padEnd(decimals, '0'));
  return Number.isSafeInteger(amount)
    ? amount
    : `the price "${price}" is too large`;
}
