import { useMutation } from '@tanstack/react-query';
import { useToast } from '../../../components/toasts';
import { Button } from '../../../components/ui/button';
import { ProblemNote } from '../../../components/ui/notice';
import { addressLines } from '../../../lib/delivery/address-form';
import { problemOf } from '../../../lib/problem';
import { fieldsOf, type Address } from '../../../lib/delivery/saved-addresses';
import { addAgain, makeDefault, removeAddress } from './queries';

export function AddressCard({
  address,
  edit,
  told,
}: {
  address: Address;
  edit: () => void;
  told: (said?: string) => void;
}) {
  const toast = useToast();
  const tell = (err: unknown) => toast({ text: problemOf(err).message });
  const change = useMutation({
    mutationFn: (what: typeof makeDefault) => what(address),
    onSuccess: (_, what) => {
      told(what === makeDefault ? 'The default is changed.' : undefined);
      if (what === removeAddress)
        toast({
          text: `The address of ${address.name} is deleted`,
          action: {
            label: 'Undo',
            run: () => void addAgain(address).catch(tell),
          },
        });
    },
  });
  const of = `${address.name}, ${address.lines.join(', ')}`;
  return (
    <>
      {change.isError && <ProblemNote error={change.error} />}
      <Words address={address} />
      <div className="mt-2 -ml-3.5 flex flex-wrap">
        <Button
          look="ghost"
          size="sm"
          aria-label={`Edit the address: ${of}`}
          onClick={edit}
        >
          Edit
        </Button>
        <Button
          look="ghost"
          size="sm"
          aria-label={`Delete the address: ${of}`}
          disabled={change.isPending}
          onClick={() => change.mutate(removeAddress)}
        >
          Delete
        </Button>
        {!address.isDefault && (
          <Button
            look="ghost"
            size="sm"
            aria-label={`Make it the default: ${of}`}
            disabled={change.isPending}
            onClick={() => change.mutate(makeDefault)}
          >
            Make it the default
          </Button>
        )}
      </div>
    </>
  );
}

function Words({ address }: { address: Address }) {
  const fields = fieldsOf(address);
  return (
    <address className="not-italic">
      {address.isDefault && (
        <p className="text-sm font-medium text-good">Default</p>
      )}
      {[...addressLines(fields), fields.phone]
        .filter(Boolean)
        .map((line, n) => (
          <p key={n} dir="auto" className={n === 0 ? 'font-medium' : 'text-sm'}>
            {line}
          </p>
        ))}
    </address>
  );
}
