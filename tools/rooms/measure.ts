import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { circlesIn, type Arrow } from './circles';
import { importsOf, workspaceOf, type Workspaces } from './imports';
import { lineFigures, type LineFigures } from './lines';
import {
  folderOf,
  groupedBy,
  isTest,
  packageOf,
  trackedSources,
  type Source,
} from './sources';

export interface FolderSize {
  folder: string;
  files: number;
}

export interface PackageFigures extends LineFigures {
  name: string;
  files: number;
}

export interface Rooms {
  /** By package, without tests. */
  packages: PackageFigures[];
  all: PackageFigures;
  tests: PackageFigures;
  /** Folders by the number of files directly in them, the largest first. */
  folders: FolderSize[];
  /** Between folders of sources, most imports first. */
  arrows: Arrow[];
  circles: string[][];
}

/**
 * Measures the checkout: sizes of folders and lines, imports between folders.
 */
export function measureRooms(root: string): Rooms {
  const all = trackedSources(root);
  const sources = all.filter(({ file }) => !isTest(file));
  const arrows = folderArrows(sources, workspacesOf(root, all));
  return {
    packages: [...groupedBy(sources, ({ file }) => packageOf(file))].map(
      ([name, own]) => figures(name, own),
    ),
    all: figures('all', sources),
    tests: figures(
      'tests',
      all.filter(({ file }) => isTest(file)),
    ),
    folders: folderSizes(sources),
    arrows,
    circles: circlesIn(arrows),
  };
}

const figures = (name: string, own: Source[]): PackageFigures => ({
  name,
  files: own.length,
  ...lineFigures(own),
});

export const folderSizes = (sources: readonly Source[]): FolderSize[] =>
  [...groupedBy(sources, ({ file }) => folderOf(file))]
    .map(([folder, own]) => ({ folder, files: own.length }))
    .sort((a, b) => b.files - a.files || a.folder.localeCompare(b.folder));

/** Counts the imports from folder to folder; type imports count as well. */
export function folderArrows(
  sources: readonly Source[],
  workspaces: Workspaces,
): Arrow[] {
  const known = new Set(sources.map(({ file }) => file));
  const pairs = sources.flatMap((source) =>
    importsOf(source, known, workspaces).map((imported) => ({
      from: folderOf(source.file),
      to: folderOf(imported),
    })),
  );
  const between = pairs.filter(({ from, to }) => from !== to);
  return [...groupedBy(between, ({ from, to }) => `${from} ${to}`).values()]
    .flatMap(([first, ...others]) =>
      first ? [{ ...first, imports: others.length + 1 }] : [],
    )
    .sort((a, b) => b.imports - a.imports || a.from.localeCompare(b.from));
}

function workspacesOf(root: string, sources: readonly Source[]): Workspaces {
  const names = new Set(sources.map(({ file }) => packageOf(file)));
  return new Map(
    [...names].flatMap((folder) => {
      const manifest = manifestOf(join(root, folder, 'package.json'));
      return manifest === undefined ? [] : [workspaceOf(folder, manifest)];
    }),
  );
}

function manifestOf(file: string): object | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as object;
  } catch {
    return undefined; // not a package
  }
}
