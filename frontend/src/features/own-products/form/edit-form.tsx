import type { AddProduct } from '@souk/contracts/products/views';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useForm } from 'react-hook-form';
import { useToast } from '../../../components/toasts';
import { Button } from '../../../components/ui/button';
import { ProblemNote } from '../../../components/ui/notice';
import type { Schemas } from '../../../lib/api';
import { showAtFields } from '../../../lib/form-errors';
import { useKeepForm } from '../../../lib/keep-form';
import { isProblem } from '../../../lib/problem';
import { changeProduct } from '../api/calls';
import { ProductFields } from './product-fields';
import {
  asForm,
  fieldOf,
  productResolver,
  type ProductForm,
} from './product-form';
import { ownProductQuery } from '../api/queries';

export function EditForm({ product }: { product: Schemas['ProductView'] }) {
  const say = useToast();
  const client = useQueryClient();
  /**
   * What was read when the editing began; a later change by somebody else must
   * not be overwritten unseen.
   */
  const version = useRef(product.version);
  const form = useForm<ProductForm, unknown, AddProduct>({
    resolver: productResolver,
    defaultValues: asForm(product),
  });
  const [failure, setFailure] = useState<unknown>();
  const { isDirty, isSubmitting } = form.formState;
  useKeepForm(isDirty);
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
      say({ text: 'Saved' });
    } catch (err) {
      if (isProblem(err, 'duplicate-sku'))
        form.setError(
          'sku',
          { message: 'Another product of yours has this SKU' },
          { shouldFocus: true },
        );
      else
        setFailure(
          showAtFields(form, err, (path) => fieldOf(path, form.getValues())),
        );
    }
  };
  const takeTheirs = async () => {
    const fresh = await client.query(ownProductQuery(product.id));
    version.current = fresh.version;
    form.reset(asForm(fresh));
    setFailure(undefined);
  };
  return (
    <form
      onSubmit={(event) => void form.handleSubmit(submit)(event)}
      noValidate
      className="mt-8 space-y-6"
    >
      <ProductFields form={form} />
      {failure !== undefined && <ProblemNote error={failure} />}
      {isProblem(failure, 'stale-product') && (
        <Button
          look="outline"
          size="sm"
          onClick={() => void takeTheirs().catch(setFailure)}
        >
          Show what it is now
        </Button>
      )}
      <Button type="submit" disabled={isSubmitting || !isDirty}>
        {isSubmitting ? 'Saving…' : 'Save'}
      </Button>
    </form>
  );
}
