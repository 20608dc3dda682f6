import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Button } from '../../../components/ui/button';
import { ProblemNote } from '../../../components/ui/notice';
import { Skeleton } from '../../../components/ui/skeleton';
import {
  addressesQuery,
  type Address,
} from '../../../lib/delivery/saved-addresses';
import { AddressCard } from './address-card';
import { AddressEditor } from './address-editor';

export function Addresses() {
  const addresses = useQuery(addressesQuery);
  if (addresses.data) return <List items={addresses.data.items} />;
  return addresses.isError ? (
    <ProblemNote
      error={addresses.error}
      retry={() => void addresses.refetch()}
    />
  ) : (
    <Skeleton className="h-20 w-full" round="rounded-xl" />
  );
}

function List({ items }: { items: Address[] }) {
  const [editing, setEditing] = useState<string>();
  const [done, setDone] = useState<string>();
  const top = useRef<HTMLDivElement>(null);
  const told = (said?: string) => {
    setDone(said);
    // The button that had the focus may be gone.
    if (document.activeElement === document.body) top.current?.focus();
  };
  const close = (said?: string) => {
    setEditing(undefined);
    setDone(said);
    top.current?.focus();
  };
  const edit = (id: string) => {
    setDone(undefined);
    setEditing(id);
  };
  return (
    <div ref={top} tabIndex={-1} className="space-y-5 outline-none">
      <ul
        aria-label="Addresses"
        className="divide-y divide-line rounded-xl border border-line bg-surface empty:hidden"
      >
        {items.map((address) => (
          <li key={address.id} className="px-5 py-4">
            {editing === address.id ? (
              <AddressEditor
                address={address}
                done={() => close('The address is saved.')}
                cancel={() => close()}
              />
            ) : (
              <AddressCard
                address={address}
                edit={() => edit(address.id)}
                told={told}
              />
            )}
          </li>
        ))}
      </ul>
      {editing === 'new' ? (
        <AddressEditor
          done={() => close('The address is added.')}
          cancel={() => close()}
        />
      ) : (
        <Button look="outline" onClick={() => edit('new')}>
          Add an address
        </Button>
      )}
      <p role="status" className="text-sm text-good">
        {done}
      </p>
    </div>
  );
}
