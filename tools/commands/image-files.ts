import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';
import { APPS } from '../stack/apps';
import { bundleForImage } from '../package/bundle';
import { ROOT } from '../lib/paths';

const Package = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

/**
 * Writes the files of each service's image into a folder: one bundle that
 * includes its npm packages, the few packages with native code as installed,
 * and for the marketplace the built pages.
 */
async function imageFiles(out: string): Promise<void> {
  for (const { id } of APPS) {
    const folder = join(out, id);
    mkdirSync(folder, { recursive: true });
    const outside = await bundleForImage(id, join(folder, 'main.js'));
    for (const name of outside)
      copyPackage(
        name,
        join(ROOT, 'services', id),
        join(folder, 'node_modules'),
      );
  }
  const shop = join(ROOT, 'frontend', 'dist');
  if (existsSync(shop))
    cpSync(shop, join(out, 'marketplace', 'web'), { recursive: true });
}

/**
 * Copies a package and its dependencies into one flat folder. npm has installed
 * the build for this platform only; musl builds are skipped, because the images
 * use glibc.
 */
function copyPackage(name: string, from: string, target: string): void {
  if (name.endsWith('-musl')) return;
  const folder = packageFolder(name, from);
  if (folder === undefined || existsSync(join(target, name))) return;
  cpSync(folder, join(target, name), { recursive: true, dereference: true });
  const { dependencies, optionalDependencies } = Package.parse(
    JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
  );
  for (const needed of Object.keys({
    ...dependencies,
    ...optionalDependencies,
  }))
    copyPackage(needed, folder, target);
}

function packageFolder(name: string, from: string): string | undefined {
  const paths =
    createRequire(join(from, 'package.json')).resolve.paths(name) ?? [];
  return paths
    .map((path) => join(path, name))
    .find((folder) => existsSync(join(folder, 'package.json')));
}

const [out] = process.argv.slice(2);
if (!out) throw new Error('Usage: image-files.ts FOLDER');
imageFiles(out).catch((err: unknown) => {
  console.error(err instanceof Error ? err.message : err);
  process.exit(1);
});
