import { Link } from 'react-router';
import { Picture } from '../../../components/ui/picture';
import { Skeleton } from '../../../components/ui/skeleton';
import { formatMoney } from '../../../lib/money';
import type { Item } from '../query/queries';
import { StockBadge } from './stock-badge';

function ProductCard({ item, first = false }: { item: Item; first?: boolean }) {
  const { id, name, price, vendor, image, stock } = item;
  return (
    <article className="group relative flex flex-col">
      <div className="overflow-hidden rounded-xl">
        <Picture
          src={image}
          alt=""
          name={name}
          first={first}
          className="aspect-[4/5] transition-transform duration-500 group-hover:scale-[1.03]"
        />
      </div>
      <h3 className="mt-3 leading-snug font-medium" dir="auto">
        <Link
          to={`/products/${id}`}
          className="line-clamp-2 after:absolute after:inset-0 after:rounded-xl"
        >
          {name}
        </Link>
      </h3>
      <p className="mt-0.5 line-clamp-1 text-sm text-quiet" dir="auto">
        {vendor.name}
      </p>
      <p className="mt-2 flex flex-wrap items-baseline justify-between gap-x-3">
        <span>{formatMoney(price)}</span>
        <StockBadge available={stock.available} />
      </p>
    </article>
  );
}

const CardSkeleton = () => (
  <div>
    <Skeleton className="aspect-[4/5] w-full" round="rounded-xl" />
    <Skeleton className="mt-3 h-5 w-4/5" />
    <Skeleton className="mt-2 h-4 w-1/2" />
    <Skeleton className="mt-3 h-5 w-1/3" />
  </div>
);

const GRID = 'grid grid-cols-2 gap-x-4 gap-y-9 sm:gap-x-6 md:grid-cols-3';

interface ProductGridProps {
  /** undefined while loading. */
  items: readonly Item[] | undefined;
  /** How many placeholders to show while loading. */
  expect?: number;
  wide?: boolean;
  /** How many pictures are visible without scrolling. */
  eager?: number;
}

export function ProductGrid({
  items,
  expect = 8,
  wide = false,
  eager = 0,
}: ProductGridProps) {
  return (
    <div
      className={wide ? `${GRID} lg:grid-cols-4` : `${GRID} xl:grid-cols-4`}
      aria-busy={items === undefined}
    >
      {items
        ? items.map((item, n) => (
            <ProductCard key={item.id} item={item} first={n < eager} />
          ))
        : Array.from({ length: expect }, (_, n) => <CardSkeleton key={n} />)}
    </div>
  );
}
