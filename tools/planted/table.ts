import { LAYERS, type Bug, type Layer } from './bug';

interface Caught {
  bug: Bug;
  layer: Layer | undefined;
}

export const TABLE_FILE = 'docs/stock/planted-bugs.md';

const INTRODUCTION = `# Planted bugs

A check that cannot fail shows nothing. \`npm run planted\` makes each of these mistakes in the sources as the tests read them, runs the tests of stock, the cheapest first, and fails when one is not caught.

- **rules**: the rules by themselves, examples and random histories against a model.
- **simulation**: callers, hosts, store, bus, reminders and clocks together, one seed one run, judged by the checker that also judges real processes.
- **actors**: actors, relay and routes over doors in memory.
`;

/** The documentation page: which layer catches which bug. */
export function tableOf(caught: Caught[]): string {
  const rows = caught.map(({ bug, layer }) => [
    bug.name,
    bug.what,
    layer ?? 'nobody',
  ]);
  const all = [['bug', 'what it does', 'caught by'], ...rows];
  const widths = [0, 1, 2].map((column) =>
    Math.max(...all.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: string[], fill = ' ') =>
    `| ${cells.map((cell, n) => cell.padEnd(widths[n] ?? 0, fill)).join(' | ')} |`;
  const [head = [], ...body] = all;
  return [
    INTRODUCTION,
    line(head),
    line(['', '', ''], '-'),
    ...body.map((row) => line(row)),
    '',
  ].join('\n');
}

/** The layer of each bug, read from the page. */
export const layersOf = (page: string): Map<string, Layer | undefined> =>
  new Map(
    rowsOf(page).map(([name = '', , layer]) => [
      name,
      LAYERS.find((one) => one === layer),
    ]),
  );

/** Name, description and layer of each row. */
export const rowsOf = (page: string): string[][] =>
  page
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
