import type { AddProduct } from '@souk/contracts/products/views';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type SyntheticEvent } from 'react';
import { useForm } from 'react-hook-form';
import { useToast } from '../../../components/toasts';
import { Button } from '../../../components/ui/button';
import { ProblemNote } from '../../../components/ui/notice';
import type { Schemas } from '../../../lib/api';
import { showFieldErrors } from '../../../lib/forms/form-errors';
import { useUnsavedChanges } from '../../../lib/forms/use-unsaved-changes';
import { isProblem } from '../../../lib/problem';
import { changeProduct } from '../api/calls';
import { ProductFields } from './product-fields';
import {
  formOf,
  fieldOf,
  productResolver,
  type ProductForm,
} from './product-form';
import { ownProductQuery } from '../api/queries';

export function EditForm({ product }: { product: Schemas['ProductView'] }) {
  const { form, failure, submit, loadCurrent } = useEditForm(product);
  const { isDirty, isSubmitting } = form.formState;
  return (
    <form onSubmit={submit} noValidate className="mt-8 space-y-6">
      <ProductFields form={form} />
      {failure !== undefined && <ProblemNote error={failure} />}
      {isProblem(failure, 'stale-product') && (
        <Button look="outline" size="sm" onClick={loadCurrent}>
          Load the current version
        </Button>
      )}
      <Button type="submit" disabled={isSubmitting || !isDirty}>
        {isSubmitting ? 'Saving…' : 'Save'}
      </Button>
    </form>
  );
}

/** The form of a product, saved as a change of the version that was read. */
function useEditForm(product: Schemas['ProductView']) {
  const toast = useToast();
  const client = useQueryClient();
  /**
   * The version read when editing began: a later change by somebody else must
   * not be overwritten unseen.
   */
  const version = useRef(product.version);
  const form = useForm<ProductForm, unknown, AddProduct>({
    resolver: productResolver,
    defaultValues: formOf(product),
  });
  const [failure, setFailure] = useState<unknown>();
  useUnsavedChanges(form.formState.isDirty);
  const { queryKey } = ownProductQuery(product.id);

  const submit = async ({ initialStock, sku, ...rest }: AddProduct) => {
    setFailure(undefined);
    try {
      const changed = await changeProduct(product.id, version.current, {
        ...rest,
        sku: sku ?? null,
      });
      version.current = changed.version;
      client.setQueryData(
        queryKey,
        (page) =>
          page && {
            ...page,
            ...rest,
            sku: sku ?? null,
            version: changed.version,
          },
      );
      form.reset(form.getValues());
      toast({ text: 'Saved' });
    } catch (err) {
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
  const loadCurrent = async () => {
    const fresh = await client.query(ownProductQuery(product.id));
    version.current = fresh.version;
    form.reset(formOf(fresh));
    setFailure(undefined);
  };
  return {
    form,
    failure,
    submit: (event: SyntheticEvent) => void form.handleSubmit(submit)(event),
    loadCurrent: () => void loadCurrent().catch(setFailure),
  };
}
