import type { ShippingMethod } from '@souk/contracts/orders/shipping';
import { useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { Button } from '../../components/ui/button';
import { Field, Input, Select } from '../../components/ui/field';
import { ProblemNote } from '../../components/ui/notice';
import { CountriesField } from './countries-field';
import { EMPTY, formOf, methodResolver } from './method-form';
import { PriceFields } from './price-fields';

/** Adds a method, or changes one. */
export function MethodEditor({
  method,
  save,
  cancel,
}: {
  /** The one to change; a new one without it. */
  method: ShippingMethod | undefined;
  save: (method: ShippingMethod) => Promise<unknown>;
  cancel?: () => void;
}) {
  const [id] = useState(() => method?.id ?? crypto.randomUUID());
  const form = useForm({
    resolver: methodResolver(id),
    defaultValues: method ? formOf(method) : EMPTY,
  });
  const [failure, setFailure] = useState<unknown>();
  const { control, formState, register } = form;
  const { errors, isSubmitting } = formState;
  const [kind, by, chosen] = useWatch({
    control,
    name: ['kind', 'by', 'countries'],
  });
  const submit = form.handleSubmit(async (valid) => {
    setFailure(undefined);
    await save(valid).catch(setFailure);
  });
  const days = (name: 'daysFrom' | 'daysTo', label: string) => (
    <Field label={label} error={errors[name]?.message}>
      {(props) => <Input {...props} {...register(name)} inputMode="numeric" />}
    </Field>
  );
  return (
    <form
      noValidate
      onSubmit={(event) => void submit(event)}
      aria-label={method ? 'Change a method' : 'Add a method'}
      className="min-w-0 space-y-5 self-start rounded-xl border border-line bg-surface p-6"
    >
      <h2 className="text-2xl">
        {method ? 'Change the method' : 'Add a method'}
      </h2>
      <Field
        label="Name"
        hint="Shoppers see it, for example “Parcel” or “Express”."
        error={errors.name?.message}
      >
        {(props) => <Input {...props} {...register('name')} />}
      </Field>
      <Field label="Kind">
        {(props) => (
          <Select {...props} {...register('kind', { deps: ['countries'] })}>
            <option value="delivery">Delivery, with a price</option>
            <option value="pick-up">Pick-up, free</option>
            <option value="digital">Digital, free</option>
          </Select>
        )}
      </Field>
      {kind === 'delivery' && <PriceFields form={form} by={by} />}
      <div className="grid grid-cols-2 gap-4">
        {days('daysFrom', 'Days, at least')}
        {days('daysTo', 'Days, at most')}
      </div>
      <CountriesField form={form} chosen={chosen} />
      {kind !== 'delivery' && (
        <p className="text-sm text-quiet">With no country it is everywhere.</p>
      )}
      {failure !== undefined && <ProblemNote error={failure} />}
      <div className="flex flex-wrap gap-3">
        <Button type="submit" disabled={isSubmitting}>
          {method ? 'Save' : 'Add method'}
        </Button>
        {cancel && (
          <Button look="ghost" onClick={cancel}>
            Cancel
          </Button>
        )}
      </div>
    </form>
  );
}
