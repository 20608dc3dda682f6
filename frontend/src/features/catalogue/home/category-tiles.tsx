import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { Picture } from '../../../components/ui/picture';
import { Skeleton } from '../../../components/ui/skeleton';
import { categoriesQuery } from '../query/queries';

const SHOWN = 12;

/**
 * Links to the categories. If they fail to load they are left out: the list has
 * everything too.
 */
export function CategoryTiles() {
  const { data, isError } = useQuery(categoriesQuery);
  if (isError || data?.items.length === 0) return null;
  return (
    <section aria-labelledby="categories" className="wrap mt-20">
      <h2 id="categories" className="mb-7 text-4xl">
        Browse by category
      </h2>
      <ul
        className="grid grid-cols-3 gap-x-3 gap-y-6 sm:grid-cols-4 sm:gap-x-5 lg:grid-cols-6"
        aria-busy={!data}
      >
        {data
          ? data.items.slice(0, SHOWN).map(({ name, count, image }) => (
              <li key={name} className="group relative">
                <div className="overflow-hidden rounded-xl">
                  <Picture
                    src={image}
                    alt=""
                    name={name}
                    className="aspect-square transition-transform duration-500 group-hover:scale-[1.04]"
                  />
                </div>
                <p className="mt-2.5 flex justify-between gap-2 text-sm">
                  <Link
                    to={`/products?${new URLSearchParams({ category: name }).toString()}`}
                    className="line-clamp-1 font-medium after:absolute after:inset-0 after:rounded-xl"
                    dir="auto"
                  >
                    {name}
                  </Link>
                  <span className="text-quiet">{count}</span>
                </p>
              </li>
            ))
          : Array.from({ length: SHOWN }, (_, n) => (
              <li key={n}>
                <Skeleton className="aspect-square w-full" round="rounded-xl" />
                <Skeleton className="mt-2.5 h-5 w-2/3" />
              </li>
            ))}
      </ul>
    </section>
  );
}
