import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Outdated } from '../../../components/ui/outdated';
import { ProblemNote } from '../../../components/ui/notice';
import { Skeleton } from '../../../components/ui/skeleton';
import { ownStockQuery } from '../api/queries';
import type { Level, Levels } from './set-stock';
import { StockRow } from './stock-row';
import { warehousesQuery } from '../../../lib/warehouses';

/** The stock on hand in each of the vendor's warehouses, editable in place. */
export function StockEditor({ productId }: { productId: string }) {
  const stock = useQuery(ownStockQuery(productId));
  const warehouses = useQuery(warehousesQuery);
  const client = useQueryClient();
  if (!stock.data || !warehouses.data) {
    const error = stock.error ?? warehouses.error;
    if (!error) return <Skeleton className="h-12 w-full" />;
    const retry = () =>
      void Promise.all([stock.refetch(), warehouses.refetch()]);
    return <ProblemNote error={error} retry={retry} />;
  }
  const { data } = stock;
  const remember = ({ version, warehouses: levels }: Levels) =>
    client.setQueryData(ownStockQuery(productId).queryKey, (known) =>
      known ? { ...known, version, warehouses: levels } : known,
    );
  return (
    <>
      <div className="divide-y divide-line">
        {everywhere(data.warehouses, warehouses.data.items).map((level) => (
          <StockRow
            key={level.warehouseId}
            productId={productId}
            level={level}
            stock={data}
            onStock={remember}
          />
        ))}
      </div>
      {stock.isError && <Outdated since={stock.dataUpdatedAt} />}
    </>
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
