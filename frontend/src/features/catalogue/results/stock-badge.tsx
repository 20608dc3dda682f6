const FEW = 5;

/** The number of units in a shopper's words. */
function stockText(available: number): string {
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
      {stockText(available)}
    </span>
  );
}
