import { zodResolver } from '@hookform/resolvers/zod';
import { useForm, useWatch } from 'react-hook-form';
import { AddressFields } from '../../../components/address-fields';
import { Button } from '../../../components/ui/button';
import { Form } from '../../../components/ui/form';
import {
  AddressForm,
  addressFieldOf,
  EMPTY_ADDRESS,
} from '../../../lib/delivery/address-form';
import { likelyCountry } from '../../../lib/delivery/countries';
import { fieldsOf, type Address } from '../../../lib/delivery/saved-addresses';
import { saveAddress } from './queries';

/** Adds an address, or edits one. */
export function AddressEditor({
  address,
  done,
  cancel,
}: {
  address?: Address;
  done: () => void;
  cancel: () => void;
}) {
  const form = useForm({
    resolver: zodResolver(AddressForm),
    defaultValues: address
      ? fieldsOf(address)
      : { ...EMPTY_ADDRESS, country: likelyCountry(navigator.languages) },
  });
  const country = useWatch({ control: form.control, name: 'country' });
  return (
    <Form
      form={form}
      fieldOf={addressFieldOf}
      send={(fields) => saveAddress(address?.id, fields).then(done)}
      button="Save the address"
      beside={
        <Button look="ghost" onClick={cancel}>
          Cancel
        </Button>
      }
    >
      <AddressFields form={form} country={country} />
    </Form>
  );
}
