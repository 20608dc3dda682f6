import { Link } from 'react-router';
import { Button } from '../../components/ui/button';
import { ProblemNote } from '../../components/ui/notice';
import { Picture } from '../../components/ui/picture';
import { useToast } from '../../components/toasts';
import { formatMoney } from '../../lib/money';
import { Notices } from './notices';
import { Quantity } from './quantity';
import { useSetLine, type CartLine, type CartPart } from './queries';

/** The lines of one currency, by vendor. */
export function CartLines({ part }: { part: CartPart }) {
  const { currency, vendors } = part;
  return (
    <>
      {vendors.map(({ vendor, lines, subtotalMinor }) => (
        <section key={vendor.id} aria-label={`From ${vendor.name}`}>
          <div className="flex items-baseline justify-between gap-4 border-b border-line pb-2">
            <h2 className="text-xl">
              <Link to={`/vendors/${vendor.id}`} className="hover:text-accent">
                <bdi>{vendor.name}</bdi>
              </Link>
            </h2>
            <p className="text-sm text-quiet">
              {formatMoney({ amountMinor: subtotalMinor, currency })}
            </p>
          </div>
          <ul className="divide-y divide-line">
            {lines.map((line) => (
              <Line key={line.product.id} line={line} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function Line({ line }: { line: CartLine }) {
  const { product, quantity, priceThen, priceNow } = line;
  const set = useSetLine();
  const toast = useToast();
  const change = (wanted: number) =>
    set.mutate({ productId: product.id, quantity: wanted });
  const remove = () =>
    set.mutate(
      { productId: product.id, quantity: 0 },
      {
        onSuccess: () =>
          toast({
            text: `${product.name} was taken out of your cart`,
            action: { label: 'Undo', run: () => change(quantity) },
          }),
      },
    );
  const { amountMinor, currency } = priceNow ?? priceThen;
  return (
    <li className="grid grid-cols-[4.5rem_1fr] gap-4 py-5">
      <Picture
        src={product.image ?? undefined}
        alt=""
        name={product.name}
        className="aspect-square rounded-lg"
      />
      <div className="min-w-0">
        <div className="flex items-baseline justify-between gap-4">
          <Link
            to={`/products/${product.id}`}
            className="line-clamp-2 font-medium hover:text-accent"
            dir="auto"
          >
            {product.name}
          </Link>
          <p className="shrink-0 tabular-nums">
            {formatMoney({ amountMinor: amountMinor * quantity, currency })}
          </p>
        </div>
        {quantity > 1 && (
          <p className="text-sm text-quiet">
            {formatMoney({ amountMinor, currency })} each
          </p>
        )}
        <Notices line={line} />
        {set.isError && <ProblemNote error={set.error} />}
        <div className="mt-3 flex flex-wrap items-center justify-between gap-3">
          <Quantity
            of={product.name}
            value={
              set.isPending ? set.variables.quantity || quantity : quantity
            }
            change={change}
          />
          <Button
            look="ghost"
            size="sm"
            aria-label={`Remove ${product.name}`}
            onClick={remove}
          >
            Remove
          </Button>
        </div>
      </div>
    </li>
  );
}
