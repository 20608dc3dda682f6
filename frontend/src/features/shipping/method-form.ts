import { ShippingMethod } from '@souk/contracts/orders/shipping';
import type { Path, Resolver, UseFormReturn } from 'react-hook-form';
import { nestedErrors } from '../../lib/forms/form-errors';
import { toDecimal, toMinor } from '../../lib/money';

/** A shipping method as the form holds it: text, possibly half typed. */
export interface MethodForm {
  name: string;
  kind: 'delivery' | 'pick-up' | 'digital';
  countries: string[];
  currency: string;
  by: 'flat' | 'items' | 'weight';
  /** The flat price, or that of the first item. */
  amount: string;
  eachFurther: string;
  steps: { upToGrams: string; amount: string }[];
  freeFrom: string;
  daysFrom: string;
  daysTo: string;
}

/** Submits the method. */
export type MethodFormState = UseFormReturn<
  MethodForm,
  unknown,
  ShippingMethod
>;

export const EMPTY: MethodForm = {
  name: '',
  kind: 'delivery',
  countries: [],
  currency: 'EUR',
  by: 'flat',
  amount: '',
  eachFurther: '',
  steps: [{ upToGrams: '', amount: '' }],
  freeFrom: '',
  daysFrom: '2',
  daysTo: '4',
};

export function formOf(method: ShippingMethod): MethodForm {
  const { name, kind, countries, days } = method;
  const common = {
    ...EMPTY,
    name,
    kind,
    countries,
    daysFrom: String(days.from),
    daysTo: String(days.to),
  };
  if (method.kind !== 'delivery') return common;
  const { currency, price, freeFromMinor } = method;
  const typed = (amountMinor: number) => toDecimal({ amountMinor, currency });
  return {
    ...common,
    currency,
    by: price.by,
    freeFrom: freeFromMinor === undefined ? '' : typed(freeFromMinor),
    ...(price.by === 'flat' ? { amount: typed(price.amountMinor) } : {}),
    ...(price.by === 'items'
      ? {
          amount: typed(price.firstMinor),
          eachFurther: typed(price.eachFurtherMinor),
        }
      : {}),
    ...(price.by === 'weight'
      ? {
          steps: price.steps.map(({ upToGrams, amountMinor }) => ({
            upToGrams: String(upToGrams),
            amount: typed(amountMinor),
          })),
        }
      : {}),
  };
}

const numberOf = (typed: string) =>
  typed.trim() === '' ? undefined : Number(typed);

/** The form as a method; the contract decides whether it is valid. */
function toMethod(id: string, form: MethodForm): unknown {
  const { name, kind, countries, currency } = form;
  const minor = (typed: string) => toMinor(typed, currency);
  const common = {
    id,
    name,
    countries,
    days: { from: numberOf(form.daysFrom), to: numberOf(form.daysTo) },
  };
  if (kind !== 'delivery') return { ...common, kind };
  const price = {
    flat: { by: 'flat', amountMinor: minor(form.amount) },
    items: {
      by: 'items',
      firstMinor: minor(form.amount),
      eachFurtherMinor: minor(form.eachFurther),
    },
    weight: {
      by: 'weight',
      steps: form.steps.map(({ upToGrams, amount }) => ({
        upToGrams: numberOf(upToGrams),
        amountMinor: minor(amount),
      })),
    },
  }[form.by];
  return {
    ...common,
    kind,
    currency,
    price,
    ...(form.freeFrom.trim() === ''
      ? {}
      : { freeFromMinor: minor(form.freeFrom) ?? NaN }),
  };
}

/** The form field for a path in the method. */
function fieldOf(path: string): Path<MethodForm> | undefined {
  const [head = '', next = '', row = '', part = ''] = path.split('.');
  if (head === 'price') {
    if (next === 'eachFurtherMinor') return 'eachFurther';
    if (next !== 'steps') return 'amount';
    if (row === '') return 'steps';
    const index = Number(row) || 0;
    return part === 'upToGrams'
      ? `steps.${index}.upToGrams`
      : `steps.${index}.amount`;
  }
  if (head === 'days') return next === 'from' ? 'daysFrom' : 'daysTo';
  if (head === 'freeFromMinor') return 'freeFrom';
  if (head === 'countries' || head === 'name' || head === 'currency')
    return head;
  return undefined;
}

/** What the contract says of a number that was not typed, in plain words. */
function messageOf(field: string | undefined, message: string): string {
  const name = field?.split('.').at(-1) ?? '';
  if (name === 'countries') return 'Choose at least one country';
  if (['amount', 'eachFurther', 'freeFrom'].includes(name))
    return 'Enter an amount such as 4.90';
  const isNumber = ['daysFrom', 'daysTo', 'upToGrams'].includes(name);
  return isNumber && !message.startsWith('must')
    ? 'Enter a whole number'
    : message;
}

/** Resolves to the method with this id, or to every wrong field at once. */
export const methodResolver =
  (id: string): Resolver<MethodForm, unknown, ShippingMethod> =>
  (form) => {
    const parsed = ShippingMethod.safeParse(toMethod(id, form));
    if (parsed.success) return { values: parsed.data, errors: {} };
    const found = parsed.error.issues.map(({ path, message }) => {
      const field = fieldOf(path.map(String).join('.'));
      return [field, messageOf(field, message)] as const;
    });
    return { values: {}, errors: nestedErrors<MethodForm>(found) };
  };
