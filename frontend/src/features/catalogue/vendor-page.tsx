import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearchParams } from 'react-router';
import { Button } from '../../components/ui/button';
import { Empty, ProblemNote } from '../../components/ui/notice';
import { Skeleton } from '../../components/ui/skeleton';
import { isProblem } from '../../lib/problem';
import { useTitle } from '../../lib/title';
import { vendorQuery } from './query/queries';
import { Results } from './results/results';
import { readShopQuery, writeShopQuery } from './query/shop-query';
import { SortBox } from './filters/sort-box';

export function Component() {
  const { id = '' } = useParams();
  const [params, setParams] = useSearchParams();
  const vendor = useQuery(vendorQuery(id));
  useTitle(vendor.data?.name);
  const query = { ...readShopQuery(params), vendorId: id };
  if (
    isProblem(vendor.error, 'vendor-not-found') ||
    isProblem(vendor.error, 'invalid-input')
  )
    return <Unknown />;
  return (
    <div className="wrap pt-10 lg:pt-14">
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
        <div className="min-w-0">
          <p className="text-sm text-quiet">Maker</p>
          {vendor.data ? (
            <>
              <h1 className="mt-2 text-5xl" dir="auto">
                {vendor.data.name}
              </h1>
              <p className="mt-2 text-quiet">
                {vendor.data.products}{' '}
                {vendor.data.products === 1 ? 'product' : 'products'}
              </p>
            </>
          ) : (
            <Skeleton className="mt-3 h-20 w-72" />
          )}
        </div>
        <SortBox
          value={query.sort}
          onChange={(sort) =>
            setParams(writeShopQuery({ ...readShopQuery(params), sort }), {
              preventScrollReset: true,
            })
          }
        />
      </div>
      <div className="mt-10">
        {vendor.isError ? (
          <ProblemNote
            error={vendor.error}
            retry={() => void vendor.refetch()}
          />
        ) : (
          <Results
            query={query}
            pages={Number(params.get('pages')) || 1}
            wide
          />
        )}
      </div>
    </div>
  );
}

function Unknown() {
  useTitle('Not found');
  return (
    <Empty title="Maker not found">
      <Button asChild look="outline" className="mt-6">
        <Link to="/products">See all products</Link>
      </Button>
    </Empty>
  );
}
