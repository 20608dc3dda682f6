import { TaxClass } from '@souk/contracts/products/views';
import { useState } from 'react';
import { useFieldArray, useForm } from 'react-hook-form';
import { useToast } from '../../components/toasts';
import { Button } from '../../components/ui/button';
import { Field, Input, Select } from '../../components/ui/field';
import { ProblemNote } from '../../components/ui/notice';
import { showFieldErrors } from '../../lib/forms/form-errors';
import { useSetRates, type PlaceRates } from './queries';
import {
  fieldOf,
  formOf,
  ratesResolver,
  type RatesFormState,
} from './rates-form';

/** Changes the rates of one place, or begins those of a new one. */
export function RatesEditor({
  of,
  isNew,
  done,
}: {
  of: PlaceRates;
  isNew: boolean;
  done: () => void;
}) {
  const form = useForm({
    resolver: ratesResolver(of.version),
    defaultValues: formOf(of),
  });
  const set = useSetRates();
  const toast = useToast();
  const [failure, setFailure] = useState<unknown>();
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (body) => {
    setFailure(undefined);
    try {
      await set.mutateAsync(body);
      toast({ text: `The rates of ${body.place} were saved` });
      done();
    } catch (err) {
      setFailure(showFieldErrors(form, err, fieldOf));
    }
  });
  return (
    <form
      noValidate
      onSubmit={(event) => void submit(event)}
      aria-label={isNew ? 'Add a place' : `Rates of ${of.place}`}
      className="space-y-5"
    >
      {isNew && (
        <Field
          label="Place"
          hint="A country, or a country and its region: DE or CA-QC."
          error={errors.place?.message}
        >
          {(control) => <Input {...control} {...form.register('place')} />}
        </Field>
      )}
      <Rates form={form} />
      {failure !== undefined && <ProblemNote error={failure} />}
      <div className="flex flex-wrap gap-3">
        <Button type="submit" disabled={isSubmitting}>
          Save
        </Button>
        <Button look="ghost" onClick={done}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function Rates({ form }: { form: RatesFormState }) {
  const rates = useFieldArray({ control: form.control, name: 'rates' });
  const { errors } = form.formState;
  const today = new Date().toISOString().slice(0, 10);
  return (
    <fieldset className="space-y-4">
      <legend className="mb-1 text-sm text-quiet">
        A rate holds from its day on, until the next of its class.
      </legend>
      {rates.fields.map(({ id }, n) => (
        <div
          key={id}
          className="grid grid-cols-2 items-end gap-3 border-b border-line pb-4"
        >
          <Field label={`Rate ${n + 1}: class`}>
            {(control) => (
              <Select {...control} {...form.register(`rates.${n}.taxClass`)}>
                {TaxClass.options.map((one) => (
                  <option key={one}>{one}</option>
                ))}
              </Select>
            )}
          </Field>
          <Field label="Percent" error={errors.rates?.[n]?.percent?.message}>
            {(control) => (
              <Input
                {...control}
                {...form.register(`rates.${n}.percent`)}
                inputMode="decimal"
              />
            )}
          </Field>
          <Field label="From" error={errors.rates?.[n]?.from?.message}>
            {(control) => (
              <Input
                {...control}
                {...form.register(`rates.${n}.from`)}
                type="date"
              />
            )}
          </Field>
          <Button
            look="ghost"
            size="sm"
            aria-label={`Remove rate ${n + 1}`}
            className="mb-1 justify-self-start"
            onClick={() => rates.remove(n)}
          >
            Remove
          </Button>
        </div>
      ))}
      {errors.rates?.message !== undefined && (
        <p role="alert" className="text-sm text-bad">
          {errors.rates.message}
        </p>
      )}
      <Button
        look="outline"
        size="sm"
        onClick={() =>
          rates.prepend({ taxClass: 'standard', percent: '', from: today })
        }
      >
        Add a rate
      </Button>
    </fieldset>
  );
}
