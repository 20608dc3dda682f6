import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { Button } from '../../components/ui/button';
import { ProblemNote } from '../../components/ui/notice';
import { useTitle } from '../../lib/title';
import { CategoryTiles } from './home/category-tiles';
import { Hero } from './home/hero';
import { interleaved } from './home/interleaved';
import { ProductGrid } from './results/product-card';
import { shelfQuery } from './query/queries';

const NEWEST = shelfQuery({ sort: 'newest', inStockOnly: true }, 48);
const SHELF = 8;

export function Component() {
  useTitle('');
  const newest = useQuery(NEWEST);
  const items = newest.data && interleaved(newest.data.items);
  return (
    <>
      <Hero items={items} />
      <CategoryTiles />
      <section aria-labelledby="new" className="wrap mt-20">
        <div className="mb-7 flex items-baseline justify-between gap-4">
          <h2 id="new" className="text-4xl">
            Just in
          </h2>
          <Link
            to="/products"
            className="text-sm font-medium underline decoration-line underline-offset-8 hover:decoration-accent"
          >
            See everything
          </Link>
        </div>
        {newest.isError ? (
          <ProblemNote
            error={newest.error}
            retry={() => void newest.refetch()}
          />
        ) : (
          <ProductGrid items={items?.slice(0, SHELF)} wide />
        )}
      </section>
      <Promises />
      <section className="wrap mt-24">
        <div className="rounded-2xl bg-soft px-6 py-14 text-center">
          <h2 className="text-4xl">Do you make things?</h2>
          <p className="mx-auto mt-3 max-w-md text-quiet">
            Open a shop, import your Shopify export, and keep your stock up to
            date.
          </p>
          <Button asChild className="mt-6">
            <Link to="/console/register">Sell with us</Link>
          </Button>
        </div>
      </section>
    </>
  );
}

const PROMISES = [
  [
    'Counted, not guessed',
    'Every unit is counted in one place, so the last one is sold only once.',
  ],
  [
    'You see where it is',
    'Each product shows its warehouses and how many they hold, live.',
  ],
  [
    'From its maker',
    'Every shop here belongs to the people who make, bind, roast or grow what they sell.',
  ],
];

const Promises = () => (
  <section aria-label="What to expect" className="wrap mt-24">
    <ul className="grid gap-10 border-t border-line pt-12 md:grid-cols-3">
      {PROMISES.map(([title, text]) => (
        <li key={title}>
          <h2 className="text-2xl">{title}</h2>
          <p className="mt-2 text-quiet">{text}</p>
        </li>
      ))}
    </ul>
  </section>
);
