import { ChevronDown } from 'lucide-react';
import { Link } from 'react-router';
import { Button } from '../../../components/ui/button';
import { Picture } from '../../../components/ui/picture';
import { formatMoney } from '../../../lib/money';
import type { OwnProduct } from '../api/queries';
import { useArchiving } from '../api/use-archiving';

const FEW = 5;

interface ItemProps {
  item: OwnProduct;
  archived: boolean;
}

interface ProductRowProps extends ItemProps {
  open: boolean;
  toggle: () => void;
}

export function ProductRow({ item, archived, open, toggle }: ProductRowProps) {
  const { name, price, stock } = item;
  const tone = stock && stock.available <= FEW ? 'text-warn' : '';
  return (
    <tr className="align-middle">
      <td className="px-4 py-3">
        <NameCell item={item} archived={archived} />
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
        <ArchiveButton item={item} archived={archived} />
      </td>
    </tr>
  );
}

function NameCell({ item, archived }: ItemProps) {
  const { id, name, sku, category, image } = item;
  return (
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
  );
}

function ArchiveButton({ item, archived }: ItemProps) {
  const { name } = item;
  const { archive, restore } = useArchiving();
  return archived ? (
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
  );
}
