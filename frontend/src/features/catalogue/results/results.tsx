import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { Button } from '../../../components/ui/button';
import { Empty, ProblemNote } from '../../../components/ui/notice';
import { ProductGrid } from './product-card';
import { listQuery } from '../query/queries';
import { writeShopQuery, type ShopQuery } from '../query/shop-query';

/**
 * With more pages a reload starts from the top: nobody wants to wait for forty
 * pages.
 */
const MOST_PAGES = 10;

/** The list, with as many pages as the URL says. */
export function Results({
  query,
  pages,
  wide = false,
}: {
  query: ShopQuery;
  pages: number;
  wide?: boolean;
}) {
  const list = useInfiniteQuery(listQuery(query));
  const loaded = list.data?.pages.length ?? 0;
  const wanted = Math.min(pages, MOST_PAGES);
  const { hasNextPage, isFetching, fetchNextPage } = list;
  useEffect(() => {
    if (loaded > 0 && loaded < wanted && hasNextPage && !isFetching)
      void fetchNextPage();
  }, [loaded, wanted, hasNextPage, isFetching, fetchNextPage]);

  if (list.isError && !list.data)
    return <ProblemNote error={list.error} retry={() => void list.refetch()} />;
  const items = list.data?.pages.flatMap((page) => page.items);
  if (items?.length === 0) return <NothingFound query={query} />;
  const more = writeShopQuery(query);
  more.set('pages', String(loaded + 1));
  return (
    <div
      className={list.isPlaceholderData ? 'opacity-60 transition-opacity' : ''}
    >
      <ProductGrid items={items} expect={12} eager={4} wide={wide} />
      {list.isFetchNextPageError && (
        <ProblemNote error={list.error} retry={() => void fetchNextPage()} />
      )}
      {hasNextPage && (
        <div className="mt-12 text-center">
          <Button asChild look="outline">
            <Link
              to={{ search: more.toString() }}
              replace
              preventScrollReset
              onClick={() => void fetchNextPage()}
            >
              {list.isFetchingNextPage ? 'Loading…' : 'Show more'}
            </Link>
          </Button>
        </div>
      )}
    </div>
  );
}

const NothingFound = ({ query }: { query: ShopQuery }) => (
  <Empty title="Nothing here">
    <p>
      {query.q === undefined
        ? 'No product matches these filters.'
        : 'No product name contains these words.'}
    </p>
    <Button asChild look="outline" className="mt-6">
      <Link to="/products">See all products</Link>
    </Button>
  </Empty>
);
