import type { Arrow } from './circles';
import type { PackageFigures, Rooms } from './measure';
import { packageOf } from './sources';

const MOST_FILES = 16;
const MOST_RAW_P90 = 70;
const SHOWN_FOLDERS = 5;

/** What `--check` fails on, one line each. */
export function problemsOf({ folders, all, circles }: Rooms): string[] {
  return [
    ...folders
      .filter(({ files }) => files > MOST_FILES)
      .map(
        ({ folder, files }) =>
          `${folder} has ${files} files, more than ${MOST_FILES}`,
      ),
    ...(all.raw.p90 > MOST_RAW_P90
      ? [`p90 of line length is ${all.raw.p90}, above ${MOST_RAW_P90}`]
      : []),
    ...circles.map(circleText),
  ];
}

const circleText = (circle: string[]) => `CIRCLE ${circle.join(' <-> ')}`;

/** The whole report, line by line. */
export const reportLines = (rooms: Rooms): string[] => [
  row(['', 'files', 'raw p50/90/99', 'code p50/90/99', 'file p90']),
  ...rooms.packages.map(figuresRow),
  figuresRow(rooms.all),
  figuresRow(rooms.tests),
  '',
  'Largest folders',
  ...rooms.folders
    .slice(0, SHOWN_FOLDERS)
    .map(({ folder, files }) => `  ${String(files).padStart(3)}  ${folder}`),
  ...rooms.packages.flatMap(({ name }) => arrowLines(name, rooms)),
  '',
  ...(rooms.circles.length === 0
    ? ['No folder circles.']
    : rooms.circles.map(circleText)),
];

const figuresRow = (one: PackageFigures): string =>
  row([
    one.name,
    String(one.files),
    `${one.raw.p50}/${one.raw.p90}/${one.raw.p99}`,
    `${one.code.p50}/${one.code.p90}/${one.code.p99}`,
    String(one.fileLines),
  ]);

const row = ([name = '', ...cells]: string[]): string =>
  `${name.padEnd(22)}${cells.map((cell) => cell.padStart(16)).join('')}`;

/** Arrows within a package by folder, and to other packages in one sum each. */
function arrowLines(name: string, { arrows, circles }: Rooms): string[] {
  const own = arrows.filter(({ from }) => packageOf(from) === name);
  const inside = own.filter(({ to }) => packageOf(to) === name);
  const outside = new Map<string, number>();
  for (const { to, imports } of own)
    if (packageOf(to) !== name)
      outside.set(packageOf(to), (outside.get(packageOf(to)) ?? 0) + imports);
  if (own.length === 0) return [];
  const short = (folder: string) => folder.slice(name.length + 1) || '.';
  return [
    '',
    `Imports of ${name}`,
    ...inside.map(
      (arrow) =>
        `  ${short(arrow.from)} → ${short(arrow.to)}: ${arrow.imports}${mark(arrow, circles)}`,
    ),
    ...[...outside].map(([to, imports]) => `  → ${to}: ${imports}`),
  ];
}

const mark = ({ from, to }: Arrow, circles: string[][]): string =>
  circles.some((circle) => circle.includes(from) && circle.includes(to))
    ? '  CIRCLE'
    : '';
