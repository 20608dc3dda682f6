import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { Button } from '../../components/ui/button';
import { Empty, ProblemNote } from '../../components/ui/notice';
import { Skeleton } from '../../components/ui/skeleton';
import { isProblem } from '../../lib/problem';
import { useTitle } from '../../lib/title';
import { Gallery } from './gallery';
import { productQuery, type ProductPage } from './queries';
import { Purchase } from './purchase';

export function Component() {
  const { id = '' } = useParams();
  const product = useQuery(productQuery(id));
  useTitle(product.data?.name);
  if (
    isProblem(product.error, 'product-not-found') ||
    isProblem(product.error, 'invalid-input')
  )
    return <Gone />;
  if (product.data) {
    const since = product.isError ? product.dataUpdatedAt : undefined;
    return <Details product={product.data} outdatedSince={since} />;
  }
  if (product.isError) {
    return (
      <div className="wrap max-w-xl py-20">
        <ProblemNote
          error={product.error}
          retry={() => void product.refetch()}
        />
      </div>
    );
  }
  return <Waiting />;
}

const LAYOUT =
  'wrap grid gap-x-14 gap-y-8 pt-6 lg:grid-cols-[7fr_5fr] lg:pt-10';

function Details({
  product,
  outdatedSince,
}: {
  product: ProductPage;
  outdatedSince: number | undefined;
}) {
  const { name, category, vendor, images } = product;
  return (
    <div className={LAYOUT}>
      <Gallery key={product.id} images={images} name={name} />
      <div className="lg:pt-6">
        <p className="text-sm text-quiet">
          <Link
            to={`/products?${new URLSearchParams({ category }).toString()}`}
            className="hover:text-ink"
            dir="auto"
          >
            {category}
          </Link>
        </p>
        <h1 className="mt-3 text-4xl sm:text-5xl" dir="auto">
          {name}
        </h1>
        <p className="mt-3 text-quiet">
          by{' '}
          <Link
            to={`/vendors/${vendor.id}`}
            className="text-ink underline decoration-line underline-offset-4 hover:decoration-accent"
          >
            <bdi>{vendor.name}</bdi>
          </Link>
        </p>
        <div className="mt-6">
          <Purchase
            key={product.id}
            product={product}
            outdatedSince={outdatedSince}
          />
        </div>
        <Words product={product} />
      </div>
    </div>
  );
}

function Words({
  product: { description, attributes, sku },
}: {
  product: ProductPage;
}) {
  const facts = [
    ...Object.entries(attributes),
    ...(sku === null ? [] : [['SKU', sku] as const]),
  ];
  return (
    <>
      {description !== '' && (
        <p className="mt-8 whitespace-pre-line" dir="auto">
          {description}
        </p>
      )}
      {facts.length > 0 && (
        <dl className="mt-8 border-t border-line">
          {facts.map(([label, value]) => (
            <div
              key={label}
              className="grid grid-cols-[minmax(7rem,1fr)_2fr] gap-4 border-b border-line py-2.5 text-sm"
            >
              <dt className="text-quiet" dir="auto">
                {label}
              </dt>
              <dd dir="auto">{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

const Waiting = () => (
  <div className={LAYOUT} aria-busy>
    <Skeleton className="aspect-[4/5] w-full" round="rounded-2xl" />
    <div className="space-y-5 lg:pt-6">
      <Skeleton className="h-5 w-28" />
      <Skeleton className="h-12 w-4/5" />
      <Skeleton className="h-6 w-40" />
      <Skeleton className="h-26 w-full" round="rounded-xl" />
      <Skeleton className="h-32 w-full" />
    </div>
  </div>
);

function Gone() {
  useTitle('Not found');
  return (
    <Empty title="This product is not available">
      <p>It may no longer be for sale.</p>
      <Button asChild look="outline" className="mt-6">
        <Link to="/products">See all products</Link>
      </Button>
    </Empty>
  );
}
