import { decimalsOf } from '@souk/contracts/currencies';

/** Commas between thousands are accepted only together with a decimal point. */
const PLAIN = /^(\d+)(?:\.(\d+))?$/;
const GROUPED = /^(\d{1,3}(?:,\d{3})+)\.(\d+)$/;

/**
 * Converts a price to minor units of the currency, by its digits and never as a
 * float.
 * @returns the reason as a string when the price is invalid or ambiguous.
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
