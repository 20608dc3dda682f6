import type { SetRates, TaxRate, TaxTable } from '@souk/contracts/orders/taxes';
import { staleSettings } from '../shipping/shipping';
import { seeded, SEEDED_PLACES } from './seed';
import type { StoredRates, TaxStore } from './store';

export interface TaxesDeps {
  taxes: TaxStore;
  /** Whether the prices of this marketplace include tax. */
  pricesIncludeTax: boolean;
}

/** Every place that has rates: an operator's, else those of the seed. */
export async function readTaxes({
  taxes,
  pricesIncludeTax,
}: TaxesDeps): Promise<TaxTable> {
  const edited = new Map(
    (await taxes.edited()).map((rates) => [rates.place, rates]),
  );
  const places = [...new Set([...SEEDED_PLACES, ...edited.keys()])].sort();
  return {
    pricesIncludeTax,
    items: places.map(
      (place) =>
        edited.get(place) ?? { place, version: 0, rates: seeded(place) ?? [] },
    ),
  };
}

/** Replaces all rates of a place. @throws AppError `stale-settings`. */
export async function setRates(
  { taxes }: TaxesDeps,
  next: SetRates,
): Promise<StoredRates> {
  if (!(await taxes.save(next))) throw staleSettings();
  return { ...next, version: next.version + 1 };
}

/** The rates of a region, or of its country where it has none of its own. */
export async function ratesAt(
  { taxes }: TaxesDeps,
  { country, region }: { country: string; region?: string | undefined },
): Promise<readonly TaxRate[]> {
  const places = [
    ...(region === undefined ? [] : [`${country}-${region}`]),
    country,
  ];
  const edited = await taxes.edited(places);
  for (const place of places) {
    const rates =
      edited.find((one) => one.place === place)?.rates ?? seeded(place);
    if (rates) return rates;
  }
  return [];
}
