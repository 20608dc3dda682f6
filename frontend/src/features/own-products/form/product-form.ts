import { AddProduct } from '@souk/contracts/products/views';
import type { Path, Resolver } from 'react-hook-form';
import { toDecimal, toMinor } from '../../../lib/money';
import type { Schemas } from '../../../lib/api';
import { nestedErrors } from '../../../lib/forms/form-errors';

/** A product as the form holds it: every field is text, possibly half typed. */
export interface ProductForm {
  name: string;
  description: string;
  category: string;
  price: string;
  currency: string;
  sku: string;
  weightGrams: string;
  taxClass: string;
  images: { url: string }[];
  attributes: { label: string; value: string }[];
  /** The initial stock of a new product, by warehouse. */
  opening: { warehouseId: string; quantity: string }[];
}

export const EMPTY: ProductForm = {
  name: '',
  description: '',
  category: '',
  price: '',
  currency: 'EUR',
  sku: '',
  weightGrams: '',
  taxClass: 'standard',
  images: [],
  attributes: [],
  opening: [],
};

export function formOf(product: Schemas['ProductView']): ProductForm {
  const { name, description, category, price, sku, images, attributes } =
    product;
  return {
    name,
    description,
    category,
    price: toDecimal(price),
    currency: price.currency,
    sku: sku ?? '',
    weightGrams: product.weightGrams?.toString() ?? '',
    taxClass: product.taxClass ?? 'standard',
    images: images.map((url) => ({ url })),
    attributes: Object.entries(attributes).map(([label, value]) => ({
      label,
      value,
    })),
    opening: [],
  };
}

/** The form as a request body; the contract decides whether it is valid. */
function toBody(form: ProductForm): unknown {
  const opening = form.opening.filter(({ quantity }) => quantity.trim() !== '');
  return {
    name: form.name,
    description: form.description,
    category: form.category,
    price: {
      amountMinor: toMinor(form.price, form.currency),
      currency: form.currency,
    },
    ...(form.sku.trim() === '' ? {} : { sku: form.sku }),
    ...(form.weightGrams.trim() === ''
      ? {}
      : { weightGrams: Number(form.weightGrams) }),
    taxClass: form.taxClass,
    images: form.images.map(({ url }) => url.trim()),
    attributes: Object.fromEntries(
      form.attributes.map(({ label, value }) => [label.trim(), value]),
    ),
    ...(opening.length === 0
      ? {}
      : {
          initialStock: opening.map(({ warehouseId, quantity }) => ({
            warehouseId,
            quantity: Number(quantity),
          })),
        }),
  };
}

/** The form field for a path in the request body. */
export function fieldOf(
  path: string,
  form: ProductForm,
): Path<ProductForm> | undefined {
  const [head = '', next = ''] = path.split('.');
  if (head === 'price') return next === 'currency' ? 'currency' : 'price';
  if (head === 'images') return `images.${Number(next) || 0}.url`;
  if (head === 'attributes') {
    const label = path.slice('attributes.'.length);
    const row = form.attributes.findIndex(
      (attribute) => attribute.label.trim() === label,
    );
    return row < 0 ? undefined : `attributes.${row}.label`;
  }
  if (head === 'initialStock') return 'opening';
  return head === 'name' ||
    head === 'description' ||
    head === 'category' ||
    head === 'sku' ||
    head === 'weightGrams' ||
    head === 'taxClass'
    ? head
    : undefined;
}

const PLAINER: Partial<Record<string, string>> = {
  price: 'must be a price like 24.50',
  weightGrams: 'must be whole grams, at most 1000000',
};

/**
 * Validates the form with the API's own contract, and reports every invalid
 * field at once.
 */
export const productResolver: Resolver<ProductForm, unknown, AddProduct> = (
  form,
) => {
  const doubled = form.attributes.findIndex(
    ({ label }, n) =>
      form.attributes.findIndex((a) => a.label.trim() === label.trim()) < n,
  );
  const parsed = AddProduct.safeParse(toBody(form));
  if (parsed.success && doubled < 0) return { values: parsed.data, errors: {} };
  const found: [Path<ProductForm> | undefined, string][] = (
    parsed.error?.issues ?? []
  ).map(({ path, message }) => {
    const field = fieldOf(path.join('.'), form);
    return [field, PLAINER[field ?? ''] ?? message];
  });
  if (doubled >= 0)
    found.push([`attributes.${doubled}.label`, 'is used twice']);
  return { values: {}, errors: nestedErrors<ProductForm>(found) };
};
