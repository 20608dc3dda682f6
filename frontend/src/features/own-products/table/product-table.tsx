import { Fragment, useState } from 'react';
import type { OwnProduct } from '../api/queries';
import { StockEditor } from '../stock/stock-editor';
import { ProductRow } from './product-row';

export function ProductTable({
  items,
  archived,
}: {
  items: readonly OwnProduct[];
  archived: boolean;
}) {
  const [open, setOpen] = useState<string>();
  return (
    <div className="overflow-x-auto rounded-xl border border-line bg-surface">
      <table className="w-full text-left text-sm">
        <thead className="border-b border-line text-quiet">
          <tr>
            <th scope="col" className="px-4 py-3 font-medium">
              Product
            </th>
            <th
              scope="col"
              className="px-4 py-3 text-right font-medium max-sm:hidden"
            >
              Price
            </th>
            <th scope="col" className="px-4 py-3 font-medium">
              Stock
            </th>
            <th scope="col" className="px-4 py-3">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {items.map((item) => (
            <Fragment key={item.id}>
              <ProductRow
                item={item}
                archived={archived}
                open={open === item.id}
                toggle={() => setOpen(open === item.id ? undefined : item.id)}
              />
              {open === item.id && (
                <tr>
                  <td colSpan={4} className="bg-paper px-4 py-2 sm:pl-22">
                    <StockEditor productId={item.id} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}
