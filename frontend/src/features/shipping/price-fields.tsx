import { useFieldArray } from 'react-hook-form';
import { CURRENCIES } from '@souk/contracts/currencies';
import { Button } from '../../components/ui/button';
import { Field, Input, Select } from '../../components/ui/field';
import type { MethodForm, MethodFormState } from './method-form';

/** What a delivery costs, by what is in it. */
export function PriceFields({
  form,
  by,
}: {
  form: MethodFormState;
  by: MethodForm['by'];
}) {
  const { errors } = form.formState;
  const amount = (
    name: 'amount' | 'eachFurther' | 'freeFrom',
    label: string,
  ) => (
    <Field label={label} error={errors[name]?.message}>
      {(control) => (
        <Input {...control} {...form.register(name)} inputMode="decimal" />
      )}
    </Field>
  );
  return (
    <>
      <div className="grid grid-cols-2 gap-4">
        <Field label="Currency" error={errors.currency?.message}>
          {(control) => (
            <Select {...control} {...form.register('currency')}>
              {CURRENCIES.map((code) => (
                <option key={code}>{code}</option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Price">
          {(control) => (
            <Select {...control} {...form.register('by')}>
              <option value="flat">The same for all</option>
              <option value="items">By number of items</option>
              <option value="weight">By weight</option>
            </Select>
          )}
        </Field>
      </div>
      {by === 'flat' && amount('amount', 'Amount')}
      {by === 'items' && (
        <div className="grid grid-cols-2 gap-4">
          {amount('amount', 'First item')}
          {amount('eachFurther', 'Each further item')}
        </div>
      )}
      {by === 'weight' && <Steps form={form} />}
      {amount('freeFrom', 'Free from (optional)')}
    </>
  );
}

/** A parcel heavier than the last step cannot be sent with this method. */
function Steps({ form }: { form: MethodFormState }) {
  const steps = useFieldArray({ control: form.control, name: 'steps' });
  const { errors } = form.formState;
  return (
    <fieldset className="space-y-3">
      <legend className="mb-1 text-sm text-quiet">
        A parcel heavier than the last step is not offered this method.
      </legend>
      {steps.fields.map(({ id }, n) => (
        <div key={id} className="flex items-end gap-3">
          <Field
            label={`Step ${n + 1}: up to grams`}
            error={errors.steps?.[n]?.upToGrams?.message}
            className="min-w-0 flex-1"
          >
            {(control) => (
              <Input
                {...control}
                {...form.register(`steps.${n}.upToGrams`)}
                inputMode="numeric"
              />
            )}
          </Field>
          <Field
            label={`Step ${n + 1}: amount`}
            error={errors.steps?.[n]?.amount?.message}
            className="min-w-0 flex-1"
          >
            {(control) => (
              <Input
                {...control}
                {...form.register(`steps.${n}.amount`)}
                inputMode="decimal"
              />
            )}
          </Field>
          {steps.fields.length > 1 && (
            <Button
              look="ghost"
              size="sm"
              aria-label={`Remove step ${n + 1}`}
              className="mb-1"
              onClick={() => steps.remove(n)}
            >
              Remove
            </Button>
          )}
        </div>
      ))}
      {errors.steps?.message !== undefined && (
        <p role="alert" className="text-sm text-bad">
          {errors.steps.message}
        </p>
      )}
      {steps.fields.length < 20 && (
        <Button
          look="outline"
          size="sm"
          onClick={() => steps.append({ upToGrams: '', amount: '' })}
        >
          Add a step
        </Button>
      )}
    </fieldset>
  );
}
