import { Outdated } from '../../components/ui/outdated';
import type { ProductPage, Stock } from './queries';

const FEW = 5;

const PROBLEMS: Record<NonNullable<ProductPage['stockProblem']>, string> = {
  'inventory-unavailable':
    'The stock cannot be read right now. We would rather show nothing than guess; this page updates by itself.',
  'stock-not-open-yet':
    'This product is new, and its stock is still being set up.',
};

/** The live stock in one quiet line, or why it cannot be shown. */
export function StockLine({
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
      className="mt-2 min-h-6 text-sm text-quiet"
    >
      {stock ? (
        <Levels stock={stock} />
      ) : (
        <p className="text-warn">
          {PROBLEMS[problem ?? 'inventory-unavailable']}
        </p>
      )}
      {outdatedSince !== undefined && <Outdated since={outdatedSince} />}
    </section>
  );
}

function Levels({ stock: { available, warehouses } }: { stock: Stock }) {
  const tone =
    available === 0 ? 'bg-edge' : available <= FEW ? 'bg-warn' : 'bg-good';
  const [only, ...others] = warehouses;
  return (
    <div className="flex flex-wrap items-baseline gap-x-2">
      <p className="flex items-center gap-2">
        <span aria-hidden className={`size-2 rounded-full ${tone}`} />
        {available === 0
          ? 'Sold out'
          : available <= FEW
            ? `Only ${available} left`
            : `${available} in stock`}
      </p>
      {only && others.length === 0 ? (
        <p className="line-clamp-2">
          · <InWarehouse {...only} />
        </p>
      ) : (
        <details>
          <summary className="cursor-pointer">
            · in {warehouses.length} warehouses
          </summary>
          <ul className="space-y-0.5 py-1">
            {warehouses.map((warehouse) => (
              <li key={warehouse.warehouseId} className="line-clamp-2">
                <InWarehouse {...warehouse} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

const InWarehouse = ({ name, available }: Stock['warehouses'][number]) => (
  <>
    {available === 0 ? 'None left' : `${available} left`} in <bdi>{name}</bdi>
  </>
);
