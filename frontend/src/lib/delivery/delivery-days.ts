/** When something arrives, in words: "Arrives in 2 to 4 days". */
export function deliveryDays(
  kind: string,
  { from, to }: { from: number; to: number },
): string {
  const verb = kind === 'pick-up' ? 'Ready for pick-up' : 'Arrives';
  if (to === 0) return kind === 'digital' ? 'Arrives at once' : `${verb} today`;
  const days = from === to ? String(to) : `${from} to ${to}`;
  return `${verb} in ${days} ${to === 1 ? 'day' : 'days'}`;
}
