import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Link, useParams } from 'react-router';
import { Button } from '../../components/ui/button';
import { Empty, ProblemNote } from '../../components/ui/notice';
import { Skeleton } from '../../components/ui/skeleton';
import { isProblem } from '../../lib/problem';
import { useTitle } from '../../lib/title';
import { EditForm } from './form/edit-form';
import { ownProductQuery } from './api/queries';
import { StockEditor } from './stock/stock-editor';

const StockHistory = lazy(() => import('./stock/stock-history'));

export function Component() {
  const { id = '' } = useParams();
  const product = useQuery({
    ...ownProductQuery(id),
    refetchOnWindowFocus: false,
  });
  useTitle(product.data?.name);
  if (isProblem(product.error, 'product-not-found'))
    return <Empty title="Product not found">It may be archived.</Empty>;
  if (product.isError && !product.data)
    return (
      <ProblemNote error={product.error} retry={() => void product.refetch()} />
    );
  if (!product.data) return <Skeleton className="h-96 w-full" />;
  return (
    <div className="grid gap-x-12 gap-y-12 xl:grid-cols-[minmax(0,38rem)_minmax(0,1fr)]">
      <div>
        <div className="flex flex-wrap items-start justify-between gap-4">
          <h1 className="line-clamp-3 text-4xl" dir="auto">
            {product.data.name}
          </h1>
          <Button asChild look="outline" size="sm">
            <Link to={`/products/${id}`}>View in the shop</Link>
          </Button>
        </div>
        <EditForm key={id} product={product.data} />
      </div>
      <div className="space-y-10">
        <section aria-labelledby="stock">
          <h2 id="stock" className="mb-3 text-2xl">
            Stock
          </h2>
          <StockEditor productId={id} />
        </section>
        <section aria-labelledby="history">
          <h2 id="history" className="mb-3 text-2xl">
            Stock history
          </h2>
          <Suspense fallback={<Skeleton className="h-64 w-full" />}>
            <StockHistory productId={id} />
          </Suspense>
        </section>
      </div>
    </div>
  );
}
