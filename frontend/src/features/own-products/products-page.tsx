import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { Button } from '../../components/ui/button';
import { Empty, ProblemNote } from '../../components/ui/notice';
import { Skeleton } from '../../components/ui/skeleton';
import { useDebounced } from '../../lib/use-debounced';
import { useTitle } from '../../lib/title';
import { ProductTable } from './table/product-table';
import { ownListQuery, readOwnQuery, type OwnQuery } from './api/queries';
import { TableTools } from './table/table-tools';

export function Component() {
  useTitle('Products');
  const [params, setParams] = useSearchParams();
  const query = readOwnQuery(params);
  const q = useDebounced(query.q, 250);
  const change = (next: Record<string, string>) =>
    setParams(
      (now) =>
        new URLSearchParams(
          [...Object.entries({ ...Object.fromEntries(now), ...next })].filter(
            ([, v]) => v !== '',
          ),
        ),
      {
        replace: true,
        preventScrollReset: true,
      },
    );
  return (
    <>
      <div className="flex flex-wrap items-end justify-between gap-4">
        <h1 className="text-4xl">Products</h1>
        <div className="flex gap-3">
          <Button asChild look="outline">
            <Link to="/console/import">Import</Link>
          </Button>
          <Button asChild>
            <Link to="/console/products/new">Add a product</Link>
          </Button>
        </div>
      </div>
      <TableTools query={query} onChange={change} />
      <Listed query={{ ...query, q }} />
    </>
  );
}

function Listed({ query }: { query: OwnQuery }) {
  const list = useInfiniteQuery(ownListQuery(query));
  if (list.isError && !list.data)
    return <ProblemNote error={list.error} retry={() => void list.refetch()} />;
  if (!list.data) {
    return (
      <div aria-busy className="space-y-3">
        {Array.from({ length: 8 }, (_, n) => (
          <Skeleton key={n} className="h-16 w-full" />
        ))}
      </div>
    );
  }
  const items = list.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <NothingHere query={query} />;
  return (
    <>
      {list.isError && (
        <ProblemNote error={list.error} retry={() => void list.refetch()} />
      )}
      <ProductTable items={items} archived={query.status === 'archived'} />
      {list.hasNextPage && (
        <div className="mt-8 text-center">
          <Button
            look="outline"
            disabled={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            Show more
          </Button>
        </div>
      )}
    </>
  );
}

function NothingHere({ query: { q, status } }: { query: OwnQuery }) {
  if (q !== undefined)
    return (
      <Empty title="Nothing found">
        No product has this text in its name or SKU.
      </Empty>
    );
  if (status === 'archived')
    return (
      <Empty title="Nothing archived">
        You can restore archived products here.
      </Empty>
    );
  return (
    <Empty title="No products yet">
      <p>Add your first product, or import them from a Shopify export.</p>
      <div className="mt-6 flex flex-wrap justify-center gap-3">
        <Button asChild>
          <Link to="/console/products/new">Add a product</Link>
        </Button>
        <Button asChild look="outline">
          <Link to="/console/import">Import a file</Link>
        </Button>
      </div>
    </Empty>
  );
}
