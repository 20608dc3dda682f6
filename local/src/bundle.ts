import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { ROOT } from './paths';

/** Our own packages go into the bundle, those of npm stay where they are: some bring native code. */
const npmStaysOutside: esbuild.Plugin = {
  name: 'npm-stays-outside',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@souk/') ? undefined : { path, external: true },
    );
  },
};

export const bundleOf = (app: string): string => join(ROOT, 'services', app, 'dist', 'main.js');
const entryOf = (app: string): string => join(ROOT, 'services', app, 'src', 'main.ts');

/** One file per service. @throws Error naming the line that does not compile. */
export async function bundleServices(apps: string[]): Promise<void> {
  const missing = apps.filter((app) => !existsSync(entryOf(app)));
  if (missing.length > 0) throw new Error(`There is no src/main.ts of ${missing.join(', ')}`);
  await Promise.all(apps.map(bundleService));
}

async function bundleService(app: string): Promise<void> {
  await esbuild.build({
    entryPoints: [entryOf(app)],
    outfile: bundleOf(app),
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    sourcemap: 'linked',
    plugins: [npmStaysOutside],
    logLevel: 'silent',
  });
}
