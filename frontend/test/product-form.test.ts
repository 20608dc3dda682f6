import {
  EMPTY,
  fieldOf,
  productResolver,
  type ProductForm,
} from '../src/features/own-products/form/product-form';

const bowl: ProductForm = {
  ...EMPTY,
  name: 'Bowl',
  category: 'Kitchen',
  price: '24.5',
};
const judge = (form: ProductForm) =>
  productResolver(form, undefined, {
    fields: {},
    shouldUseNativeValidation: false,
  });

test('a form becomes a request body', async () => {
  const form = {
    ...bowl,
    attributes: [{ label: ' Wood ', value: 'Ash' }],
    opening: [{ warehouseId: 'main', quantity: '3' }],
  };

  expect(await judge(form)).toEqual({
    errors: {},
    values: {
      name: 'Bowl',
      description: '',
      category: 'Kitchen',
      price: { amountMinor: 2_450, currency: 'EUR' },
      taxClass: 'standard',
      images: [],
      attributes: { Wood: 'Ash' },
      initialStock: [{ warehouseId: 'main', quantity: 3 }],
    },
  });
});

test('every invalid field is reported at once, each at its own place', async () => {
  const form = {
    ...bowl,
    name: ' ',
    price: '24,505',
    images: [
      { url: 'https://a.example/1.jpg' },
      { url: 'javascript:alert(1)' },
    ],
    attributes: [
      { label: 'Wood', value: 'Ash' },
      { label: 'Wood ', value: 'Oak' },
    ],
  };

  const { errors } = await judge(form);

  expect(errors).toMatchObject({
    name: { message: expect.any(String) as string },
    price: { message: 'must be a price like 24.50' },
    images: { 1: { url: { message: expect.any(String) as string } } },
    attributes: { 1: { label: { message: 'is used twice' } } },
  });
  expect(errors.images).not.toHaveProperty('0');
});

test.each([
  ['price.amountMinor', 'price'],
  ['price.currency', 'currency'],
  ['images.2', 'images.2.url'],
  ['attributes.Wood', 'attributes.0.label'],
  ['attributes.Stone', undefined],
  ['vendorId', undefined],
])('an API error for %s is shown at %s', (path, field) => {
  expect(
    fieldOf(path, { ...bowl, attributes: [{ label: 'Wood', value: 'Ash' }] }),
  ).toBe(field);
});
