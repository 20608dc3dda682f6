import { formatMoney } from '../../lib/money';
import type { CartLine } from './queries';

/** What has changed since the line was added, each in a sentence. */
export function Notices({ line }: { line: CartLine }) {
  const sentences = line.notices.flatMap((notice) => sentence(line, notice));
  if (sentences.length === 0) return null;
  return (
    <ul className="mt-2 space-y-1 text-sm text-warn">
      {sentences.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}

/** A notice that these pages do not know is left out. */
function sentence(line: CartLine, notice: string): string[] {
  const { priceThen, priceNow, available } = line;
  if (notice === 'sold-out') return ['Sold out. It is not in your total.'];
  if (notice === 'archived') return ['No longer for sale.'];
  if (notice === 'only-n-left')
    return [`Only ${available ?? 0} left: fewer than you want.`];
  if (notice === 'price-changed' && priceNow)
    return [
      `The price was ${formatMoney(priceThen)}, and is ${formatMoney(priceNow)} now.`,
    ];
  return [];
}
