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
 * Bundles our own packages and leaves npm packages external: some have native
 * code. A package is bundled too when the bundle would resolve another version
 * than the importing file.
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
    return true; // an ES module only, which the bundle imports as is
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
    ...ONLY_OUR_SOURCE_MAP,
  });
}

/**
 * Node reads the source map of each module it loads and keeps it. Those of npm
 * packages, 8 MB a service, are left out: our own is read before the first
 * line, theirs are loaded between the two.
 */
const ONLY_OUR_SOURCE_MAP = {
  banner: { js: 'process.setSourceMapsEnabled(false);' },
  footer: { js: 'process.setSourceMapsEnabled(true);' },
};

/** Bundles a script with all its dependencies into one file. */
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
 * Packages with native code, which stay as npm installed them. Any other native
 * package fails the build.
 */
const NATIVE = ['libsql', '@node-rs/argon2'];

/**
 * Bundles a service with its npm packages, except native ones; returns the
 * native packages it needs.
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
 * Drops npm packages from a source map: it serves to find our own lines, and
 * the rest would be most of the image's size.
 */
function mapOnlyOurs(file: string): void {
  const map = SourceMap.parse(JSON.parse(readFileSync(file, 'utf8')));
  const ours = map.sources.map((source) => !source.includes('node_modules/'));
  const lines = decode(map.mappings).map((line) => {
    const kept: SourceMapSegment[] = [];
    for (const segment of line) {
      if (segment.length > 1 && ours[segment[1] ?? -1]) kept.push(segment);
      // Marks the rest as unmapped; otherwise it would be attributed to our
      // last line.
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
