import type { TaxRate } from '@souk/contracts/orders/taxes';
import type { TaxClass } from '@souk/contracts/products/views';

const MILLION = 1_000_000n;

/** A percentage of up to four decimals, in millionths. */
const millionths = (percent: number): bigint =>
  BigInt(Math.round(percent * 10_000));

/**
 * The tax in or on an amount of minor units, rounded half up; exact for every
 * amount.
 */
export function taxOf(
  amountMinor: number,
  percent: number,
  isIncluded: boolean,
): number {
  const rate = millionths(percent);
  const divisor = isIncluded ? MILLION + rate : MILLION;
  const twice = 2n * BigInt(amountMinor) * rate;
  return Number((twice + divisor) / (2n * divisor));
}

/**
 * The rate of a class on a day (`YYYY-MM-DD`): the latest that has begun. What
 * has no rate of its own class is taxed as standard, and nothing without that.
 */
export function percentOn(
  rates: readonly TaxRate[],
  taxClass: TaxClass,
  day: string,
): number {
  const [latest] = rates
    .filter((rate) => rate.taxClass === taxClass && rate.from <= day)
    .sort((a, b) => (a.from < b.from ? 1 : -1));
  if (latest) return latest.percent;
  if (taxClass === 'standard' || taxClass === 'zero') return 0;
  return percentOn(rates, 'standard', day);
}
