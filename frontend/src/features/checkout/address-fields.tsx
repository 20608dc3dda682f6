import type { UseFormReturn } from 'react-hook-form';
import { CountrySelect } from '../../components/ui/country-select';
import { Field, Input, Select } from '../../components/ui/field';
import { regionsOf } from '../../lib/regions';
import type { CheckoutForm, FieldName } from './form';
import { Step } from './step';

type Form = UseFormReturn<CheckoutForm>;

/** Where it goes, with the names by which browsers fill it in. */
export function AddressFields({
  form,
  country,
}: {
  form: Form;
  country: string;
}) {
  const text = (name: FieldName, label: string, autoComplete: string) => (
    <TextField {...{ form, name, label, autoComplete }} />
  );
  return (
    <Step title="Delivery address">
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
                onChange: () => form.setValue('region', ''),
              })}
              autoComplete="shipping country"
            />
          )}
        </Field>
        {text('name', 'Full name', 'shipping name')}
        {text('company', 'Company (optional)', 'shipping organization')}
        <div className="sm:col-span-2">
          {text('line1', 'Street and number', 'shipping address-line1')}
        </div>
        <div className="sm:col-span-2">
          {text(
            'line2',
            'Flat, floor, building (optional)',
            'shipping address-line2',
          )}
        </div>
        {text('postalCode', 'Postal code', 'shipping postal-code')}
        {text('city', 'City', 'shipping address-level2')}
        <RegionField form={form} country={country} />
        <TextField
          form={form}
          name="phone"
          label="Phone (optional)"
          autoComplete="shipping tel"
          type="tel"
          hint="For the carrier, if something is unclear."
        />
      </div>
    </Step>
  );
}

function TextField({
  form,
  name,
  label,
  autoComplete,
  hint,
  type = 'text',
}: {
  form: Form;
  name: FieldName;
  label: string;
  autoComplete: string;
  hint?: string;
  type?: string;
}) {
  return (
    <Field
      label={label}
      hint={hint}
      error={form.formState.errors[name]?.message}
    >
      {(control) => (
        <Input
          {...control}
          {...form.register(name)}
          type={type}
          autoComplete={autoComplete}
        />
      )}
    </Field>
  );
}

/** A list where tax depends on it, else free text. */
function RegionField({ form, country }: { form: Form; country: string }) {
  const regions = regionsOf(country);
  if (regions.length === 0)
    return (
      <TextField
        form={form}
        name="region"
        label="Region (optional)"
        autoComplete="shipping address-level1"
      />
    );
  return (
    <Field
      label={country === 'CA' ? 'Province' : 'State'}
      error={form.formState.errors.region?.message}
    >
      {(control) => (
        <Select
          {...control}
          {...form.register('region')}
          autoComplete="shipping address-level1"
        >
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
