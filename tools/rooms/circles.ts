export interface Arrow {
  from: string;
  to: string;
  imports: number;
}

/**
 * The groups of folders that reach each other, by name: the strongly connected
 * components of more than one folder (Tarjan, 1972).
 */
export function circlesIn(arrows: readonly Arrow[]): string[][] {
  const next = new Map<string, string[]>();
  for (const { from, to } of arrows)
    next.set(from, [...(next.get(from) ?? []), to]);
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];

  const visit = (folder: string): number => {
    const own = index.size;
    index.set(folder, own);
    low.set(folder, own);
    stack.push(folder);
    for (const other of next.get(folder) ?? []) {
      const reached = index.has(other)
        ? stack.includes(other)
          ? (index.get(other) ?? own)
          : own
        : visit(other);
      low.set(folder, Math.min(low.get(folder) ?? own, reached));
    }
    if (low.get(folder) === own) {
      const component = stack.splice(stack.indexOf(folder));
      if (component.length > 1) circles.push(component.sort());
    }
    return low.get(folder) ?? own;
  };
  for (const folder of next.keys()) if (!index.has(folder)) visit(folder);
  return circles.sort(([a = ''], [b = '']) => a.localeCompare(b));
}
