import { zodResolver } from '@hookform/resolvers/zod';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { AddressFields } from '../../components/address-fields';
import { Button } from '../../components/ui/button';
import { likelyCountry } from '../../lib/delivery/countries';
import { fieldsOf, type Address } from '../../lib/delivery/saved-addresses';
import { Contact } from './contact';
import { Deliveries } from './deliveries';
import { keepDraft, readDraft } from './draft';
import { CheckoutForm, shipToOf } from './form';
import { quoteQuery } from './queries';
import { Review } from './review';
import { SavedAddresses } from './saved-addresses';
import { Step } from './step';
import { Summary } from './summary';

interface Customer {
  name: string;
  email: string;
}

/** Contact, address, delivery by maker and review, on one page. */
export function Checkout({
  currency,
  cartVersion,
  customer,
  saved,
}: {
  currency: string;
  cartVersion: number;
  customer: Customer | undefined;
  /** The customer's addresses. */
  saved: Address[];
}) {
  const [draft] = useState(() => startOf(customer, saved));
  const form = useForm({
    resolver: zodResolver(CheckoutForm),
    defaultValues: draft.fields,
    mode: 'onTouched',
  });
  const [shipping, setShipping] = useState(draft.shipping);
  const fields = useWatch({ control: form.control });
  useEffect(() => {
    keepDraft({ fields: { ...draft.fields, ...fields }, shipping });
  }, [draft, fields, shipping]);

  const { country = '', region = '' } = fields;
  const shipTo = shipToOf({ country, region });
  const quoted = useQuery(
    quoteQuery({ currency, shipTo, shipping, cartVersion }),
  );
  const [reviewed, setReviewed] = useState<CheckoutForm>();
  const submit = form.handleSubmit(setReviewed);
  const changed = () => setReviewed(undefined);
  return (
    <div className="mt-8 grid items-start gap-x-14 gap-y-10 lg:grid-cols-[1fr_22rem]">
      <form
        noValidate
        onSubmit={(event) => void submit(event)}
        onChange={changed}
        className="min-w-0 space-y-12"
      >
        <Contact form={form} signedIn={customer} />
        <Step title="Delivery address">
          <SavedAddresses
            saved={saved}
            use={(address) => {
              const { email } = form.getValues();
              form.reset({ ...fieldsOf(address), email });
            }}
          />
          <AddressFields form={form} country={country} section="shipping" />
        </Step>
        <Deliveries
          quoted={quoted}
          chosen={shipping}
          choose={(vendorId, methodId) => {
            changed();
            setShipping((all) => ({ ...all, [vendorId]: methodId }));
          }}
          isAddressKnown={shipTo !== undefined}
        />
        {reviewed ? (
          <Review
            details={reviewed}
            quote={quoted.data?.quote}
            change={changed}
          />
        ) : (
          <Button
            type="submit"
            className="w-full !bg-accent text-lg !text-on-accent sm:w-auto"
          >
            Review the order
          </Button>
        )}
      </form>
      <Summary currency={currency} quoted={quoted} />
    </div>
  );
}

/** What was entered before; a first visit begins with what is known. */
function startOf(customer: Customer | undefined, saved: readonly Address[]) {
  const { fields, shipping } = readDraft();
  const usual = saved.find(({ isDefault }) => isDefault);
  const address = fields.line1 === '' && usual ? fieldsOf(usual) : fields;
  return {
    shipping,
    fields: {
      ...fields,
      ...address,
      email: customer?.email ?? fields.email,
      name: address.name || (customer?.name ?? ''),
      country: address.country || likelyCountry(navigator.languages),
    },
  };
}
