import { z } from 'zod';
import type { CatalogueDb, Change } from './db';

/** The page that a rebuild copies next; `after` is the owner's cursor. */
const RebuildPosition = z.object({
  of: z.enum(['vendors', 'products']),
  after: z.string().nullable(),
});
export type RebuildPosition = z.infer<typeof RebuildPosition>;

const Values = z.array(z.object({ value: z.string() }));

/** What the view notes about itself. */
export const markOf = (
  db: CatalogueDb,
  name: 'built' | 'rebuild',
): string | undefined =>
  Values.parse(
    db.read('SELECT value FROM mark WHERE name = :name', { name }),
  )[0]?.value;

export function rebuildPositionOf(
  db: CatalogueDb,
): RebuildPosition | undefined {
  const value = markOf(db, 'rebuild');
  return value === undefined
    ? undefined
    : RebuildPosition.parse(JSON.parse(value));
}

/** Notes where a rebuild is, or that it is complete. */
export const rebuiltTo = (
  next: RebuildPosition | undefined,
  at: Date,
): Change[] =>
  next
    ? [set('rebuild', JSON.stringify(next))]
    : [
        set('built', at.toISOString()),
        { sql: "DELETE FROM mark WHERE name = 'rebuild'", params: {} },
      ];

const set = (name: string, value: string): Change => ({
  sql: 'INSERT OR REPLACE INTO mark (name, value) VALUES (:name, :value)',
  params: { name, value },
});
