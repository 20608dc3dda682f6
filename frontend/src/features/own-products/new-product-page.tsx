import { useQuery } from '@tanstack/react-query';
import type { AddProduct } from '@souk/contracts/products/views';
import { useRef, useState } from 'react';
import { useForm } from 'react-hook-form';
import { Link, useNavigate } from 'react-router';
import { useToast } from '../../components/toasts';
import { Button } from '../../components/ui/button';
import { Field, Input } from '../../components/ui/field';
import { ProblemNote } from '../../components/ui/notice';
import { showFieldErrors } from '../../lib/forms/form-errors';
import { isProblem } from '../../lib/problem';
import { useTitle } from '../../lib/title';
import { useUnsavedChanges } from '../../lib/forms/use-unsaved-changes';
import { addProduct } from './api/calls';
import { ProductFields } from './form/product-fields';
import {
  EMPTY,
  fieldOf,
  productResolver,
  type ProductForm,
} from './form/product-form';
import { warehousesQuery } from '../../lib/warehouses';

export function Component() {
  useTitle('Add a product');
  const navigate = useNavigate();
  const toast = useToast();
  // One idempotency key per form: sent twice, it still adds one product.
  const key = useRef(crypto.randomUUID());
  const form = useForm<ProductForm, unknown, AddProduct>({
    resolver: productResolver,
    defaultValues: EMPTY,
  });
  const [failure, setFailure] = useState<unknown>();
  const { isDirty, isSubmitting } = form.formState;
  const release = useUnsavedChanges(isDirty);

  const submit = async (product: AddProduct) => {
    setFailure(undefined);
    try {
      const { id, name } = await addProduct(product, key.current);
      toast({ text: `“${name}” is for sale` });
      release();
      await navigate(`/console/products/${id}`, { replace: true });
    } catch (err) {
      if (isProblem(err, 'idempotency-key-reused'))
        key.current = crypto.randomUUID();
      if (isProblem(err, 'duplicate-sku'))
        form.setError(
          'sku',
          { message: 'You have another product with this SKU' },
          { shouldFocus: true },
        );
      else
        setFailure(
          showFieldErrors(form, err, (path) => fieldOf(path, form.getValues())),
        );
    }
  };
  return (
    <div className="max-w-2xl">
      <h1 className="text-4xl">Add a product</h1>
      <form
        onSubmit={(event) => void form.handleSubmit(submit)(event)}
        noValidate
        className="mt-8 space-y-6"
      >
        <ProductFields form={form} />
        <Opening form={form} />
        {failure !== undefined && <ProblemNote error={failure} />}
        <div className="flex gap-3">
          <Button type="submit" disabled={isSubmitting}>
            {isSubmitting ? 'Adding…' : 'Add it'}
          </Button>
          <Button asChild look="ghost">
            <Link to="/console/products">Cancel</Link>
          </Button>
        </div>
      </form>
    </div>
  );
}

function Opening({
  form,
}: {
  form: ReturnType<typeof useForm<ProductForm, unknown, AddProduct>>;
}) {
  const { data } = useQuery(warehousesQuery);
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-medium">Initial stock</legend>
      <div className="grid gap-4 sm:grid-cols-2">
        {data?.items.map(({ id, name }, n) => (
          <Field key={id} label={name}>
            {(control) => (
              <>
                <input
                  type="hidden"
                  {...form.register(`opening.${n}.warehouseId`, { value: id })}
                />
                <Input
                  {...control}
                  {...form.register(`opening.${n}.quantity`)}
                  inputMode="numeric"
                  placeholder="0"
                />
              </>
            )}
          </Field>
        ))}
      </div>
      {form.formState.errors.opening && (
        <p className="mt-1.5 text-sm text-bad">
          must be whole numbers, zero or more
        </p>
      )}
    </fieldset>
  );
}
