import { ChevronDown } from 'lucide-react';
import { Fragment, useState } from 'react';
import { Link } from 'react-router';
import { Button } from '../../../components/ui/button';
import { Picture } from '../../../components/ui/picture';
import { formatMoney } from '../../../lib/money';
import type { OwnProduct } from '../api/queries';
import { StockEditor } from '../stock/stock-editor';
import { useArchiving } from '../api/use-archiving';

const FEW = 5;

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
              <Row
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

function Row({
  item,
  archived,
  open,
  toggle,
}: {
  item: OwnProduct;
  archived: boolean;
  open: boolean;
  toggle: () => void;
}) {
  const { id, name, sku, category, price, image, stock } = item;
  const { archive, restore } = useArchiving();
  const tone = stock && stock.available <= FEW ? 'text-warn' : '';
  return (
    <tr className="align-middle">
      <td className="px-4 py-3">
        <div className="flex items-center gap-4">
          <div className="w-12 shrink-0 max-sm:hidden">
            <Picture
              src={image}
              alt=""
              name={name}
              className="aspect-square rounded-lg"
            />
          </div>
          <div className="min-w-0">
            {archived ? (
              <span className="line-clamp-2 font-medium" dir="auto">
                {name}
              </span>
            ) : (
              <Link
                to={`/console/products/${id}`}
                className="line-clamp-2 font-medium hover:underline"
                dir="auto"
              >
                {name}
              </Link>
            )}
            <span className="line-clamp-1 text-quiet" dir="auto">
              {[sku, category].filter(Boolean).join(' · ')}
            </span>
          </div>
        </div>
      </td>
      <td className="px-4 py-3 text-right whitespace-nowrap max-sm:hidden">
        {formatMoney(price)}
      </td>
      <td className="px-4 py-3">
        <Button
          look="ghost"
          size="sm"
          aria-expanded={open}
          disabled={archived}
          onClick={toggle}
          aria-label={`Stock of ${name}: ${stock?.available ?? 'not available yet'}`}
        >
          <span className={tone}>{stock?.available ?? '–'}</span>
          <ChevronDown
            aria-hidden
            size={15}
            className={open ? 'rotate-180' : ''}
          />
        </Button>
      </td>
      <td className="px-4 py-3 text-right">
        {archived ? (
          <Button
            look="outline"
            size="sm"
            aria-label={`Restore ${name}`}
            onClick={() => restore(item)}
          >
            Restore
          </Button>
        ) : (
          <Button
            look="ghost"
            size="sm"
            aria-label={`Archive ${name}`}
            onClick={() => archive(item)}
          >
            Archive
          </Button>
        )}
      </td>
    </tr>
  );
}
