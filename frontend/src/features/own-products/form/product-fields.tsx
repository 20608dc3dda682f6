import { CURRENCIES } from '@souk/contracts/currencies';
import { TaxClass, type AddProduct } from '@souk/contracts/products/views';
import { Plus, X } from 'lucide-react';
import { useFieldArray, type UseFormReturn } from 'react-hook-form';
import { Button } from '../../../components/ui/button';
import { Field, Input, Select, TextArea } from '../../../components/ui/field';
import { Picture } from '../../../components/ui/picture';
import type { ProductForm } from './product-form';

type Form = UseFormReturn<ProductForm, unknown, AddProduct>;

export function ProductFields({ form }: { form: Form }) {
  const { errors } = form.formState;
  return (
    <>
      <Field label="Name" error={errors.name?.message}>
        {(control) => <Input {...control} {...form.register('name')} />}
      </Field>
      <Field label="Description" error={errors.description?.message}>
        {(control) => (
          <TextArea {...control} {...form.register('description')} />
        )}
      </Field>
      <div className="grid gap-6 sm:grid-cols-2">
        <Field label="Category" error={errors.category?.message}>
          {(control) => <Input {...control} {...form.register('category')} />}
        </Field>
        <Field
          label="SKU"
          hint="Optional. Unique among your products."
          error={errors.sku?.message}
        >
          {(control) => <Input {...control} {...form.register('sku')} />}
        </Field>
        <Field label="Price" error={errors.price?.message}>
          {(control) => (
            <Input
              {...control}
              {...form.register('price')}
              inputMode="decimal"
              placeholder="24.50"
            />
          )}
        </Field>
        <Field label="Currency" error={errors.currency?.message}>
          {(control) => (
            <Select {...control} {...form.register('currency')}>
              {CURRENCIES.map((code) => (
                <option key={code}>{code}</option>
              ))}
            </Select>
          )}
        </Field>
        <Field
          label="Weight in grams"
          hint="Optional. With its packaging, for delivery by weight."
          error={errors.weightGrams?.message}
        >
          {(control) => (
            <Input
              {...control}
              {...form.register('weightGrams')}
              inputMode="numeric"
            />
          )}
        </Field>
        <Field label="Tax" error={errors.taxClass?.message}>
          {(control) => (
            <Select {...control} {...form.register('taxClass')}>
              {TaxClass.options.map((taxClass) => (
                <option key={taxClass}>{taxClass}</option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <Images form={form} />
      <Attributes form={form} />
    </>
  );
}

const legend = 'mb-2 text-sm font-medium';

function Images({ form }: { form: Form }) {
  const { fields, append, remove } = useFieldArray({
    control: form.control,
    name: 'images',
  });
  return (
    <fieldset>
      <legend className={legend}>Pictures</legend>
      <div className="space-y-3">
        {fields.map((field, n) => (
          <div key={field.id} className="flex items-start gap-3">
            <div className="w-11 shrink-0 pt-7">
              <Picture
                src={form.watch(`images.${n}.url`)}
                alt=""
                name="?"
                className="aspect-square rounded-md"
              />
            </div>
            <Field
              label={`Picture ${n + 1} URL`}
              error={form.formState.errors.images?.[n]?.url?.message}
              className="flex-1"
            >
              {(control) => (
                <Input
                  {...control}
                  {...form.register(`images.${n}.url`)}
                  inputMode="url"
                  placeholder="https://"
                />
              )}
            </Field>
            <Button
              look="ghost"
              size="icon"
              aria-label={`Remove picture ${n + 1}`}
              onClick={() => remove(n)}
              className="mt-6.5"
            >
              <X aria-hidden size={18} />
            </Button>
          </div>
        ))}
      </div>
      <AddRow onClick={() => append({ url: '' })}>Add a picture</AddRow>
    </fieldset>
  );
}

function Attributes({ form }: { form: Form }) {
  const { fields, append, remove } = useFieldArray({
    control: form.control,
    name: 'attributes',
  });
  const { errors } = form.formState;
  return (
    <fieldset>
      <legend className={legend}>Details, such as material or size</legend>
      <div className="space-y-3">
        {fields.map((field, n) => (
          <div key={field.id} className="flex items-start gap-3">
            <Field
              label={`Detail ${n + 1}`}
              error={errors.attributes?.[n]?.label?.message}
              className="flex-1"
            >
              {(control) => (
                <Input
                  {...control}
                  {...form.register(`attributes.${n}.label`)}
                  placeholder="Material"
                />
              )}
            </Field>
            <Field
              label="Value"
              error={errors.attributes?.[n]?.value?.message}
              className="flex-[2]"
            >
              {(control) => (
                <Input
                  {...control}
                  {...form.register(`attributes.${n}.value`)}
                />
              )}
            </Field>
            <Button
              look="ghost"
              size="icon"
              aria-label={`Remove detail ${n + 1}`}
              onClick={() => remove(n)}
              className="mt-6.5"
            >
              <X aria-hidden size={18} />
            </Button>
          </div>
        ))}
      </div>
      <AddRow onClick={() => append({ label: '', value: '' })}>
        Add a detail
      </AddRow>
    </fieldset>
  );
}

const AddRow = ({
  onClick,
  children,
}: {
  onClick: () => void;
  children: string;
}) => (
  <Button look="outline" size="sm" onClick={onClick} className="mt-3">
    <Plus aria-hidden size={16} />
    {children}
  </Button>
);
