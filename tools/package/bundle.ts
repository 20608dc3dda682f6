import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  decode,
  encode,
  type SourceMapSegment,
} from '@jridgewell/sourcemap-codec';
import * as esbuild from 'esbuild';
import { z } from 'zod';
import { ROOT } from '../lib/paths';

/**
 * Our own packages go into the bundle, those of npm stay where they are: some
 * bring native code. One of which the bundle would find another version than
 * the file that imports it goes into the bundle as well.
 */
const npmStaysOutside = (bundle: string): esbuild.Plugin => ({
  name: 'npm-stays-outside',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind, importer }) =>
      kind === 'entry-point' ||
      path.startsWith('@souk/') ||
      !sameFrom(importer, bundle, path)
        ? undefined
        : { path, external: true },
    );
  },
});

function sameFrom(importer: string, bundle: string, name: string): boolean {
  try {
    return (
      createRequire(importer).resolve(name) ===
      createRequire(bundle).resolve(name)
    );
  } catch {
    return true; // an ES module only, which the bundle imports as it stands
  }
}

const COMMON = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  sourcemap: 'linked',
  logLevel: 'silent',
} as const;

export const bundleOf = (app: string): string =>
  join(ROOT, 'services', app, 'dist', 'main.js');
const entryOf = (app: string): string =>
  join(ROOT, 'services', app, 'src', 'main.ts');

/**
 * One file per service. @throws Error naming the line that does not compile.
 */
export async function bundleServices(apps: string[]): Promise<void> {
  const missing = apps.filter((app) => !existsSync(entryOf(app)));
  if (missing.length > 0)
    throw new Error(`There is no src/main.ts of ${missing.join(', ')}`);
  await Promise.all(apps.map(bundleService));
}

async function bundleService(app: string): Promise<void> {
  await esbuild.build({
    ...COMMON,
    entryPoints: [entryOf(app)],
    outfile: bundleOf(app),
    plugins: [npmStaysOutside(bundleOf(app))],
  });
}

/** A script that runs by itself, in one file. */
export async function bundleScript(
  entry: string,
  outfile: string,
): Promise<void> {
  await esbuild.build({
    ...COMMON,
    sourcemap: false,
    entryPoints: [entry],
    outfile,
  });
}

/**
 * Packages whose programs are compiled: they stay as npm installed them. Any
 * other in a bundle stops its build.
 */
const NATIVE = ['libsql', '@node-rs/argon2'];

/**
 * One file with everything from npm inside, but for the native packages;
 * returns those it needs beside it.
 */
export async function bundleForImage(
  app: string,
  outfile: string,
): Promise<string[]> {
  const { metafile } = await esbuild.build({
    ...COMMON,
    entryPoints: [entryOf(app)],
    outfile,
    external: NATIVE,
    metafile: true,
    sourcesContent: false,
    minifyWhitespace: true,
  });
  mapOnlyOurs(`${outfile}.map`);
  const imported = Object.values(metafile.inputs).flatMap(({ imports }) =>
    imports.map(({ path }) => path),
  );
  return NATIVE.filter((name) => imported.includes(name));
}

const SourceMap = z.looseObject({
  sources: z.array(z.string()),
  mappings: z.string(),
});

/**
 * Takes what npm's packages are out of a source map: it is for finding our own
 * lines, and the rest is most of an image's own size.
 */
function mapOnlyOurs(file: string): void {
  const map = SourceMap.parse(JSON.parse(readFileSync(file, 'utf8')));
  const ours = map.sources.map((source) => !source.includes('node_modules/'));
  const lines = decode(map.mappings).map((line) => {
    const kept: SourceMapSegment[] = [];
    for (const segment of line) {
      if (segment.length > 1 && ours[segment[1] ?? -1]) kept.push(segment);
      // Says that nothing is known from here on, where else the last of our own
      // lines would be named.
      else if (kept.at(-1)?.length !== 1) kept.push([segment[0]]);
    }
    return kept;
  });
  const sources = map.sources.map((source, n) => (ours[n] ? source : ''));
  writeFileSync(
    file,
    JSON.stringify({ ...map, sources, mappings: encode(lines) }),
  );
}
