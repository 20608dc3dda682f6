import { TriangleAlert } from 'lucide-react';
import { Outdated } from '../../components/ui/outdated';
import type { ProductPage, Stock } from './queries';

const FEW = 5;

const PROBLEMS: Record<NonNullable<ProductPage['stockProblem']>, string> = {
  'inventory-unavailable':
    'The stock cannot be read right now. We would rather show nothing than guess; this page updates by itself.',
  'stock-not-open-yet':
    'This product is new, and its stock is still being set up.',
};

/** The live stock by warehouse, or why it cannot be shown. */
export function StockPanel({
  stock,
  problem,
  outdatedSince,
}: {
  stock: Stock | null;
  problem: ProductPage['stockProblem'];
  /** When the figure arrived, if later ones did not. */
  outdatedSince?: number | undefined;
}) {
  return (
    <section
      aria-label="Stock"
      aria-live="polite"
      className="min-h-26 rounded-xl border border-line bg-surface p-5"
    >
      {stock ? (
        <Levels stock={stock} />
      ) : (
        <Unknown words={PROBLEMS[problem ?? 'inventory-unavailable']} />
      )}
      {outdatedSince !== undefined && <Outdated since={outdatedSince} />}
    </section>
  );
}

function Levels({ stock }: { stock: Stock }) {
  const { available, warehouses } = stock;
  const tone =
    available === 0 ? 'bg-edge' : available <= FEW ? 'bg-warn' : 'bg-good';
  return (
    <>
      <p className="flex items-center gap-2.5 font-medium">
        <span aria-hidden className={`size-2.5 rounded-full ${tone}`} />
        {available === 0
          ? 'Sold out'
          : available <= FEW
            ? `Only ${available} left`
            : `${available} in stock`}
      </p>
      <ul className="mt-3 space-y-1.5 text-sm">
        {warehouses.map((warehouse) => (
          <li key={warehouse.warehouseId} className="line-clamp-2 text-quiet">
            {warehouse.available === 0
              ? 'None left'
              : `${warehouse.available} left`}{' '}
            in <bdi className="text-ink">{warehouse.name}</bdi>
          </li>
        ))}
      </ul>
    </>
  );
}

const Unknown = ({ words }: { words: string }) => (
  <p className="flex gap-3 text-sm">
    <TriangleAlert
      aria-hidden
      size={18}
      className="mt-0.5 shrink-0 text-warn"
    />
    {words}
  </p>
);
