import { SetRates } from '@souk/contracts/orders/taxes';
import type { Path, Resolver, UseFormReturn } from 'react-hook-form';
import type { z } from 'zod';
import { nestedErrors } from '../../lib/forms/form-errors';
import type { PlaceRates } from './queries';

/** The rates of a place as the form holds them, the latest first. */
export interface RatesForm {
  place: string;
  rates: { taxClass: string; percent: string; from: string }[];
}
export type RatesFormState = UseFormReturn<
  RatesForm,
  unknown,
  z.output<typeof SetRates>
>;

export const formOf = ({ place, rates }: PlaceRates): RatesForm => ({
  place,
  rates: [...rates]
    .sort((a, b) => (a.from < b.from ? 1 : -1))
    .map(({ taxClass, percent, from }) => ({
      taxClass,
      percent: String(percent),
      from,
    })),
});

/** The form field for a path in the request body. */
export function fieldOf(path: string): Path<RatesForm> | undefined {
  const [head = '', row = '', part = ''] = path.split('.');
  if (head === 'place') return 'place';
  if (head !== 'rates') return undefined;
  const index = Number(row) || 0;
  if (part === 'percent') return `rates.${index}.percent`;
  return part === 'from' ? `rates.${index}.from` : 'rates';
}

const PLAINER: Partial<Record<string, string>> = {
  percent: 'must be a percentage from 0 to 100, such as 19',
  from: 'must be a day',
};

/** Validates with the API's own contract. */
export const ratesResolver =
  (version: number): Resolver<RatesForm, unknown, z.output<typeof SetRates>> =>
  ({ place, rates }) => {
    const parsed = SetRates.safeParse({
      place: place.trim().toUpperCase(),
      version,
      rates: rates.map(({ taxClass, percent, from }) => ({
        taxClass,
        percent: /^\d+(?:[.,]\d+)?$/.test(percent.trim())
          ? Number(percent.replace(',', '.'))
          : undefined,
        from,
      })),
    });
    if (parsed.success) return { values: parsed.data, errors: {} };
    const found = parsed.error.issues.map(({ path, message }) => {
      const field = fieldOf(path.map(String).join('.'));
      const last = field?.split('.').at(-1) ?? '';
      return [field, PLAINER[last] ?? message] as const;
    });
    return { values: {}, errors: nestedErrors<RatesForm>(found) };
  };
