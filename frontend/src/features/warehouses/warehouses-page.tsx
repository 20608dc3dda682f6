import { zodResolver } from '@hookform/resolvers/zod';
import { AddWarehouse } from '@souk/contracts/inventory/views';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { useToast } from '../../components/toasts';
import { Button } from '../../components/ui/button';
import { Field, Input } from '../../components/ui/field';
import { ProblemNote } from '../../components/ui/notice';
import { Skeleton } from '../../components/ui/skeleton';
import { answered, api } from '../../lib/api';
import { showFieldErrors } from '../../lib/forms/form-errors';
import { queryClient } from '../../lib/query-client';
import { warehousesQuery } from '../../lib/warehouses';
import { useTitle } from '../../lib/title';

export function Component() {
  useTitle('Warehouses');
  const warehouses = useQuery(warehousesQuery);
  return (
    <div className="grid gap-12 lg:grid-cols-[1fr_22rem]">
      <div>
        <h1 className="text-4xl">Warehouses</h1>
        <p className="mt-2 text-quiet">
          Shoppers see these names next to the stock of a product.
        </p>
        {warehouses.isError && (
          <ProblemNote
            error={warehouses.error}
            retry={() => void warehouses.refetch()}
          />
        )}
        {warehouses.isPending && <Skeleton className="mt-6 h-24 w-full" />}
        <ul className="mt-6 divide-y divide-line rounded-xl border border-line bg-surface empty:hidden">
          {warehouses.data?.items.map(({ id, name, city, country }) => (
            <li key={id} className="px-5 py-4">
              <span className="font-medium" dir="auto">
                {name}
              </span>
              <span className="block text-sm text-quiet" dir="auto">
                {[city, country].filter(Boolean).join(', ') || 'No location'}
              </span>
            </li>
          ))}
        </ul>
      </div>
      <AddForm />
    </div>
  );
}

// An empty field means no value.
const blank = z.literal('').transform(() => undefined);
const Form = z.object({
  name: AddWarehouse.shape.name,
  city: blank.or(AddWarehouse.shape.city),
  country: blank.or(AddWarehouse.shape.country),
});
type Names = 'name' | 'city' | 'country';
const fieldOf = (path: string) =>
  ['name', 'city', 'country'].includes(path) ? (path as Names) : undefined;
const EMPTY = { name: '', city: '', country: '' };

function AddForm() {
  const toast = useToast();
  const form = useForm({ resolver: zodResolver(Form), defaultValues: EMPTY });
  const [failure, setFailure] = useState<unknown>();
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async ({ name, city, country }) => {
    setFailure(undefined);
    try {
      const body = {
        name,
        ...(city ? { city } : {}),
        ...(country ? { country } : {}),
      };
      await answered(api.POST('/api/vendors/me/warehouses', { body }));
      form.reset(EMPTY);
      toast({ text: `“${name}” was added` });
      await queryClient.invalidateQueries(warehousesQuery);
    } catch (err) {
      setFailure(showFieldErrors(form, err, fieldOf));
    }
  });
  return (
    <form
      onSubmit={(event) => void submit(event)}
      noValidate
      className="space-y-5 self-start rounded-xl border border-line bg-surface p-6"
    >
      <h2 className="text-2xl">Add a warehouse</h2>
      <Field label="Name" error={errors.name?.message}>
        {(control) => <Input {...control} {...form.register('name')} />}
      </Field>
      <Field label="City" error={errors.city?.message}>
        {(control) => <Input {...control} {...form.register('city')} />}
      </Field>
      <Field label="Country" error={errors.country?.message}>
        {(control) => (
          <Input
            {...control}
            {...form.register('country')}
            autoComplete="country-name"
          />
        )}
      </Field>
      {failure !== undefined && <ProblemNote error={failure} />}
      <Button type="submit" disabled={isSubmitting}>
        Add warehouse
      </Button>
    </form>
  );
}
