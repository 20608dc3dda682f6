import type { TaxRate } from '@souk/contracts/orders/taxes';
import { TABLE } from './seed-table';

const BEGINNING = '1970-01-01';

/** `DE 19>2021-01-01 16`: a place and its rates, the latest first. */
function placeOf(line: string): [string, TaxRate[]] {
  const [place = '', ...rates] = line.split(' ');
  return [
    place,
    rates.map((rate) => {
      const [percent, from = BEGINNING] = rate.split('>');
      return { taxClass: 'standard', percent: Number(percent), from };
    }),
  ];
}

const seed = new Map(TABLE.trim().split('\n').map(placeOf));

export const SEEDED_PLACES: readonly string[] = [...seed.keys()];

/** Undefined where the seed knows no rate. */
export const seeded = (place: string): TaxRate[] | undefined => seed.get(place);
