import { Link } from 'react-router';
import { Button } from '../../components/ui/button';
import { ProblemNote } from '../../components/ui/notice';
import { Picture } from '../../components/ui/picture';
import { useToast } from '../../components/toasts';
import { formatMoney } from '../../lib/money';
import { Notices } from './notices';
import { Quantity } from './quantity';
import {
  useCartChange,
  type CartChange,
  type CartLine,
  type CartPart,
} from './queries';

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
  const { amountMinor, currency } = priceNow ?? priceThen;
  return (
    <li className="grid grid-cols-[4.5rem_1fr] gap-4 py-5">
      <Picture
        src={product.image}
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
        <Actions line={line} />
      </div>
    </li>
  );
}

/** How many, save for later, remove. */
function Actions({ line: { product, quantity } }: { line: CartLine }) {
  const change = useCartChange();
  const toast = useToast();
  const { id: productId, name } = product;
  const set = (wanted: number) =>
    change.mutate({ productId, quantity: wanted });
  /** The line goes away with the answer, so the promise is what tells. */
  const takeOut = (how: CartChange, text: string) =>
    void change.mutateAsync(how).then(
      () =>
        toast({ text, action: { label: 'Undo', run: () => set(quantity) } }),
      () => undefined,
    );
  const wanted =
    change.variables && 'quantity' in change.variables && change.isPending
      ? change.variables.quantity
      : quantity;
  return (
    <>
      {change.isError && <ProblemNote error={change.error} />}
      <div className="mt-3 flex flex-wrap items-center justify-between gap-3">
        <Quantity of={name} value={wanted || quantity} change={set} />
        <div className="-mr-3.5">
          <Button
            look="ghost"
            size="sm"
            aria-label={`Save for later: ${name}`}
            onClick={() =>
              takeOut({ productId, saved: true }, `${name} is saved for later`)
            }
          >
            Save for later
          </Button>
          <Button
            look="ghost"
            size="sm"
            aria-label={`Remove ${name}`}
            onClick={() =>
              takeOut(
                { productId, quantity: 0 },
                `${name} was taken out of your cart`,
              )
            }
          >
            Remove
          </Button>
        </div>
      </div>
    </>
  );
}
