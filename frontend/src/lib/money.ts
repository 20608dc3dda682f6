import { decimalsOf } from '@souk/contracts/currencies';

export interface Money {
  amountMinor: number;
  currency: string;
}

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string): Intl.NumberFormat {
  const known = formats.get(currency);
  if (known) return known;
  const decimals = decimalsOf(currency);
  const made = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  formats.set(currency, made);
  return made;
}

export const formatMoney = ({ amountMinor, currency }: Money): string =>
  formatOf(currency).format(amountMinor / 10 ** decimalsOf(currency));

/** Minor units as the plain number a person types: 2450 → "24.50". */
export const toDecimal = ({ amountMinor, currency }: Money): string => {
  const decimals = decimalsOf(currency);
  return (amountMinor / 10 ** decimals).toFixed(decimals);
};

/**
 * Parses a typed price into minor units, by its digits and never as a float;
 * undefined when it is not a price.
 */
export function toMinor(typed: string, currency: string): number | undefined {
  const [, whole, fraction = ''] =
    /^(\d{1,11})(?:[.,](\d*))?$/.exec(typed.trim()) ?? [];
  const decimals = decimalsOf(currency);
  if (whole === undefined || fraction.length > decimals) return undefined;
  return Number(whole + fraction.padEnd(decimals, '0'));
}
