const FEW = 5;

/** What a shopper wants to know of a number of units. */
function stockWords(available: number): string {
  if (available <= 0) return 'Sold out';
  return available <= FEW ? `Only ${available} left` : 'In stock';
}

export function StockBadge({ available }: { available: number }) {
  const tone =
    available <= 0
      ? 'text-quiet'
      : available <= FEW
        ? 'text-warn'
        : 'text-good';
  return (
    <span className={`text-sm whitespace-nowrap ${tone}`}>
      {stockWords(available)}
    </span>
  );
}
