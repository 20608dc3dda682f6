import type { UseFormReturn } from 'react-hook-form';
import type { AddressForm } from '../lib/delivery/address-form';
import { regionsOf } from '../lib/delivery/regions';
import { CountrySelect } from './ui/country-select';
import { Field, Select } from './ui/field';
import { FormField } from './ui/form-field';

type Form = Pick<
  UseFormReturn<AddressForm>,
  'formState' | 'getFieldState' | 'register'
> & {
  setValue: (name: 'region', value: string) => void;
  trigger: (names: (keyof AddressForm)[]) => Promise<boolean>;
};

/**
 * The fields of an address, with the names by which browsers fill them in;
 * `section` tells addresses of a page apart (`shipping`, `billing`).
 */
export function AddressFields({
  form,
  country,
  section,
}: {
  form: Form;
  country: string;
  section?: 'shipping' | 'billing';
}) {
  const token = (name: string) =>
    section === undefined ? name : `${section} ${name}`;
  const text = (name: keyof AddressForm, label: string, fill: string) => (
    <FormField
      form={form}
      name={name}
      label={label}
      autoComplete={token(fill)}
    />
  );
  return (
    <div className="grid gap-5 sm:grid-cols-2">
      <Field
        label="Country"
        error={form.formState.errors.country?.message}
        className="sm:col-span-2"
      >
        {(control) => (
          <CountrySelect
            {...control}
            {...form.register('country', {
              onChange: () => {
                form.setValue('region', '');
                recheck(form);
              },
            })}
            autoComplete={token('country')}
          />
        )}
      </Field>
      {text('name', 'Full name', 'name')}
      {text('company', 'Company (optional)', 'organization')}
      <div className="sm:col-span-2">
        {text('line1', 'Street and number', 'address-line1')}
      </div>
      <div className="sm:col-span-2">
        {text('line2', 'Flat, floor, building (optional)', 'address-line2')}
      </div>
      {text('postalCode', 'Postal code', 'postal-code')}
      {text('city', 'City', 'address-level2')}
      <RegionField
        form={form}
        country={country}
        fill={token('address-level1')}
      />
      <FormField
        form={form}
        name="phone"
        label="Phone (optional)"
        autoComplete={token('tel')}
        type="tel"
        hint="For the carrier, if something is unclear."
      />
    </div>
  );
}

/** What was wrong for one country may be right for another. */
function recheck(form: Form): void {
  const ofCountry: (keyof AddressForm)[] = ['region', 'postalCode', 'phone'];
  const wrong = ofCountry.filter((name) => form.getFieldState(name).invalid);
  if (wrong.length > 0) void form.trigger(wrong);
}

/** A list where tax depends on it, else free text. */
function RegionField({
  form,
  country,
  fill,
}: {
  form: Form;
  country: string;
  fill: string;
}) {
  const regions = regionsOf(country);
  if (regions.length === 0)
    return (
      <FormField
        form={form}
        name="region"
        label="Region (optional)"
        autoComplete={fill}
      />
    );
  return (
    <Field
      label={country === 'CA' ? 'Province' : 'State'}
      error={form.formState.errors.region?.message}
    >
      {(control) => (
        <Select {...control} {...form.register('region')} autoComplete={fill}>
          <option value="">Choose one</option>
          {regions.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
