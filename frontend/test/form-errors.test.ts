import { ResetPassword } from '@souk/contracts/accounts/views';
import { RegisterCustomer } from '@souk/contracts/customers/views';
import type { z } from 'zod';
import '../src/lib/forms/form-errors';
import { AddressForm, EMPTY_ADDRESS } from '../src/lib/delivery/address-form';

const told = (schema: z.ZodType, input: unknown) =>
  Object.fromEntries(
    schema
      .safeParse(input)
      .error!.issues.map(({ path, message }) => [path.join('.'), message]),
  );

test('a field says what is wrong in words', () => {
  expect(
    told(RegisterCustomer, { name: '', email: 'ann', password: 'short' }),
  ).toEqual({
    name: 'is needed',
    email: 'must be an address like ann@example.com',
    password: 'must have at least 8 characters',
  });
  expect(
    told(ResetPassword, { token: 'A'.repeat(43), password: 'p'.repeat(201) }),
  ).toEqual({ password: 'must have at most 200 characters' });
});

test('an address needs a name, a street, a city, a country and its state', () => {
  expect(told(AddressForm, EMPTY_ADDRESS)).toEqual({
    name: 'is needed',
    line1: 'is needed',
    city: 'is needed',
    country: 'is needed',
  });
  const ours = { ...EMPTY_ADDRESS, name: 'Ann', line1: '1 Road', city: 'Ely' };
  expect(told(AddressForm, { ...ours, country: 'US' })).toEqual({
    region: 'is needed',
  });
  expect(AddressForm.safeParse({ ...ours, country: 'GB' }).success).toBe(true);
});
