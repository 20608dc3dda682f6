import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';
import { APPS } from '../stack/apps';
import { bundleForImage } from './bundle';
import { ROOT } from '../lib/paths';

const Package = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

/**
 * What goes into the image of each service, under a folder of its own: one
 * bundle with the npm packages inside, the few packages that bring native code
 * as they are, and for the marketplace the shop's files.
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
 * With what it needs, flat. Of its builds for other platforms npm has installed
 * none; the images have glibc.
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
if (!out) throw new Error('Where to? image-files.ts FOLDER');
imageFiles(out).catch((err: unknown) => {
  console.error(err instanceof Error ? err.message : err);
  process.exit(1);
});
