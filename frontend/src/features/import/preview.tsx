import type { ReadFile } from '@souk/shopify/import-products';
import { formatMoney } from '../../lib/money';
import { Notes } from './notes';

const SHOWN = 8;

/** Shows what would be imported. */
export function Preview({
  read: { drafts, problems, warnings, skipped },
}: {
  read: ReadFile;
}) {
  return (
    <section aria-label="Preview" className="space-y-6">
      <p>
        <strong>{drafts.length}</strong> to import,{' '}
        <strong>{skipped.length}</strong> not for sale,{' '}
        <strong>{problems.length}</strong> bad{' '}
        {problems.length === 1 ? 'row' : 'rows'}
      </p>
      <div
        tabIndex={0}
        role="group"
        aria-label="First products"
        className="overflow-x-auto rounded-xl border border-line bg-surface"
      >
        <table className="w-full text-left text-sm">
          <thead className="border-b border-line text-quiet">
            <tr>
              {['Line', 'Name', 'SKU', 'Price', 'On hand'].map((head) => (
                <th
                  key={head}
                  scope="col"
                  className="px-4 py-2.5 font-medium whitespace-nowrap"
                >
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {drafts.slice(0, SHOWN).map(({ line, product, onHand }) => (
              <tr key={line}>
                <td className="px-4 py-2.5 text-quiet">{line}</td>
                <td className="min-w-48 px-4 py-2.5" dir="auto">
                  {product.name}
                </td>
                <td className="px-4 py-2.5" dir="auto">
                  {product.sku}
                </td>
                <td className="px-4 py-2.5 whitespace-nowrap">
                  {formatMoney(product.price)}
                </td>
                <td className="px-4 py-2.5">{onHand ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {drafts.length > SHOWN && (
        <p className="text-sm text-quiet">and {drafts.length - SHOWN} more</p>
      )}
      <Notes title="Bad rows" rows={problems} tone="bad" />
      <Notes title="Imported with changes" rows={warnings} tone="warn" />
    </section>
  );
}
