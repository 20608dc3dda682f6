import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LAYERS } from '../../planted/bug';
import { BUGS } from '../../planted/bugs';
import { misfits } from '../../planted/fit';
import { rowsOf, TABLE_FILE, tableOf } from '../../planted/table';
import { ROOT } from '../../lib/paths';

it.each(BUGS.map((bug) => [bug.name, bug] as const))(
  '%s can be planted in the current sources',
  (_name, bug) => {
    expect(misfits(ROOT, bug)).toEqual([]);
  },
);

it('reports a bug that no longer fits, or breaks the syntax', () => {
  const file = 'tools/planted/bugs.ts';
  const edit = (find: string, replace: string) => ({
    ...BUGS[0]!,
    name: 'x',
    edits: [{ file, find, replace }],
  });
  expect(misfits(ROOT, edit('never there', ''))).toEqual([
    `x: in ${file} its text is there 0 times: never there`,
  ]);
  expect(
    misfits(ROOT, edit('export const BUGS = ', 'export const = ')),
  ).toHaveLength(1);
});

it('there are at least fifteen, with unique names', () => {
  expect(new Set(BUGS.map(({ name }) => name)).size).toBeGreaterThanOrEqual(15);
});

it('the page lists each of them with the layer that catches it', () => {
  const page = readFileSync(join(ROOT, TABLE_FILE), 'utf8');
  const rows = rowsOf(page);
  const caught = rows.map(([name = '', , layer]) => ({
    bug: BUGS.find((bug) => bug.name === name)!,
    layer: LAYERS.find((one) => one === layer),
  }));
  expect(rows.map(([name, what]) => [name, what])).toEqual(
    BUGS.map(({ name, what }) => [name, what]),
  );
  expect(caught.every(({ layer }) => layer !== undefined)).toBe(true);
  expect(page).toBe(tableOf(caught));
});
