import { Link } from 'react-router';
import { Button } from '../../../components/ui/button';
import { Picture } from '../../../components/ui/picture';
import { Skeleton } from '../../../components/ui/skeleton';
import type { Item } from '../query/queries';

/** The headline and three products. `items` is undefined while loading. */
export function Hero({ items }: { items: readonly Item[] | undefined }) {
  const shown = items?.filter(({ image }) => image !== null).slice(0, 3);
  return (
    <section className="wrap grid items-center gap-10 pt-8 lg:grid-cols-[5fr_6fr] lg:pt-12">
      <div>
        <h1 className="text-[clamp(3rem,7vw,5.75rem)]">
          Small makers, <em className="text-accent">honest</em> shelves.
        </h1>
        <p className="mt-6 max-w-md text-lg text-quiet">
          Pots, books, tea and good wool, straight from the people who make
          them. If it says three left, there are three left.
        </p>
        <Button asChild className="mt-8">
          <Link to="/products">Look around</Link>
        </Button>
      </div>
      <div className="grid h-[min(34rem,92vw)] grid-cols-[3fr_2fr] grid-rows-2 gap-3 sm:gap-4">
        {[0, 1, 2].map((n) => (
          <HeroPicture
            key={n}
            item={shown?.[n]}
            large={n === 0}
            waiting={items === undefined}
          />
        ))}
      </div>
    </section>
  );
}

function HeroPicture({
  item,
  large,
  waiting,
}: {
  item: Item | undefined;
  large: boolean;
  waiting: boolean;
}) {
  const place = large ? 'row-span-2 h-full min-h-0' : 'h-full min-h-0';
  if (!item)
    return waiting ? (
      <Skeleton className={place} round="rounded-2xl" />
    ) : (
      <div className={place} />
    );
  return (
    <Link
      to={`/products/${item.id}`}
      className={`block overflow-hidden rounded-2xl ${place}`}
    >
      <Picture
        src={item.image}
        alt={item.name}
        name={item.name}
        first={large}
        className="h-full transition-transform duration-500 hover:scale-[1.03]"
      />
    </Link>
  );
}
