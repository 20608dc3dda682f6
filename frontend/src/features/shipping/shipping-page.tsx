import type { ShippingMethod } from '@souk/contracts/orders/shipping';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useToast } from '../../components/toasts';
import { Button } from '../../components/ui/button';
import { ProblemNote } from '../../components/ui/notice';
import { Skeleton } from '../../components/ui/skeleton';
import { deliveryDays } from '../../lib/delivery/delivery-days';
import { useTitle } from '../../lib/title';
import { MethodEditor } from './method-editor';
import { priceText, reachOf } from './method-text';
import { ownMethodsQuery, useSetMethods } from './queries';

export function Component() {
  useTitle('Shipping');
  const own = useQuery(ownMethodsQuery);
  return (
    <>
      <h1 className="text-4xl">Shipping</h1>
      <p className="mt-2 max-w-2xl text-quiet">
        How you deliver and what it costs. Shoppers choose one of the methods
        that reach their country.
      </p>
      {own.isError && (
        <div className="mt-6 max-w-xl">
          <ProblemNote error={own.error} retry={() => void own.refetch()} />
        </div>
      )}
      {own.isPending && <Skeleton className="mt-6 h-40 w-full" />}
      {own.data && (
        <Methods version={own.data.version} methods={own.data.methods} />
      )}
    </>
  );
}

function Methods({
  version,
  methods,
}: {
  version: number;
  methods: ShippingMethod[];
}) {
  const set = useSetMethods(version);
  const removal = useSetMethods(version);
  const toast = useToast();
  /** Which one is being changed; a new one after each that was added. */
  const [edited, setEdited] = useState<ShippingMethod>();
  const [added, setAdded] = useState(0);
  const save = async (method: ShippingMethod) => {
    const isKnown = methods.some(({ id }) => id === method.id);
    await set.mutateAsync(
      isKnown
        ? methods.map((one) => (one.id === method.id ? method : one))
        : [...methods, method],
    );
    toast({ text: `“${method.name}” was ${isKnown ? 'changed' : 'added'}` });
    setEdited(undefined);
    setAdded((count) => count + 1);
  };
  const remove = ({ id, name }: ShippingMethod) =>
    removal.mutate(
      methods.filter((one) => one.id !== id),
      { onSuccess: () => toast({ text: `“${name}” was removed` }) },
    );
  return (
    <div className="mt-8 grid gap-12 lg:grid-cols-[1fr_26rem]">
      <div className="min-w-0">
        {removal.isError && <ProblemNote error={removal.error} />}
        {methods.length === 0 ? (
          <p className="rounded-xl border border-warn/40 p-5 text-warn">
            You have no shipping method, so you ship nowhere: nobody can buy
            your products yet.
          </p>
        ) : (
          <ul className="divide-y divide-line rounded-xl border border-line bg-surface">
            {methods.map((method) => (
              <li key={method.id} className="px-5 py-4">
                <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
                  <div className="min-w-0">
                    <p className="font-medium break-words" dir="auto">
                      {method.name}
                    </p>
                    <p className="text-sm text-quiet">{reachOf(method)}</p>
                    <p className="text-sm text-quiet">{priceText(method)}</p>
                    <p className="text-sm text-quiet">
                      {deliveryDays(method.kind, method.days)}
                    </p>
                  </div>
                  <div className="flex gap-2">
                    <Button
                      look="outline"
                      size="sm"
                      aria-label={`Change ${method.name}`}
                      onClick={() => setEdited(method)}
                    >
                      Change
                    </Button>
                    <Button
                      look="ghost"
                      size="sm"
                      aria-label={`Remove ${method.name}`}
                      onClick={() => remove(method)}
                    >
                      Remove
                    </Button>
                  </div>
                </div>
              </li>
            ))}
          </ul>
        )}
      </div>
      <MethodEditor
        key={edited?.id ?? `new-${added}`}
        method={edited}
        save={save}
        {...(edited ? { cancel: () => setEdited(undefined) } : {})}
      />
    </div>
  );
}
