import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ProblemNote } from '../../../components/ui/notice';
import { Skeleton } from '../../../components/ui/skeleton';
import { ownProductQuery } from '../api/queries';
import type { Level, Levels } from './set-stock';
import { StockRow } from './stock-row';
import { warehousesQuery } from '../../../lib/warehouses';

/** The stock on hand in each of the vendor's warehouses, editable in place. */
export function StockEditor({ productId }: { productId: string }) {
  const product = useQuery(ownProductQuery(productId));
  const warehouses = useQuery(warehousesQuery);
  const client = useQueryClient();
  const error = product.error ?? warehouses.error;
  if (error)
    return (
      <ProblemNote
        error={error}
        retry={() =>
          void Promise.all([product.refetch(), warehouses.refetch()])
        }
      />
    );
  if (!product.data || !warehouses.data)
    return <Skeleton className="h-12 w-full" />;
  const { stock } = product.data;
  if (!stock)
    return (
      <p className="text-sm text-warn">
        The stock of this product cannot be read right now.
      </p>
    );

  const remember = ({ version, warehouses: levels }: Levels) =>
    client.setQueryData(ownProductQuery(productId).queryKey, (page) =>
      page?.stock
        ? { ...page, stock: { ...page.stock, version, warehouses: levels } }
        : page,
    );
  return (
    <div className="divide-y divide-line">
      {everywhere(stock.warehouses, warehouses.data.items).map((level) => (
        <StockRow
          key={level.warehouseId}
          productId={productId}
          level={level}
          stock={stock}
          onStock={remember}
        />
      ))}
    </div>
  );
}

/** Adds the warehouses that never had the product, with no stock. */
function everywhere(
  levels: readonly Level[],
  own: readonly { id: string; name: string }[],
): Level[] {
  const elsewhere = own.filter(
    ({ id }) => !levels.some(({ warehouseId }) => warehouseId === id),
  );
  return [
    ...levels,
    ...elsewhere.map(({ id, name }) => ({
      warehouseId: id,
      name,
      onHand: 0,
      reserved: 0,
      available: 0,
    })),
  ];
}
