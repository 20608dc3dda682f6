import { APPS } from '../stack/apps';
import { bundleOf, bundleServices } from '../package/bundle';
import { cacheDir } from '../lib/paths';
import { logTo } from '../lib/progress';
import { obtainToolchain } from '../install/toolchain';
import { DAPR, JAEGER } from '../install/toolchain-families';
import { toolchainDeps } from '../install/toolchain-make';
import { builtPages } from '../package/web';

const log = logTo(process.stdout);

/**
 * Builds what `npm start` would otherwise build on its first run: the
 * toolchain, the service bundles and the pages.
 */
async function build(): Promise<void> {
  const ids = APPS.map(({ id }) => id);
  await bundleServices(ids);
  for (const id of ids) log(`${id.padEnd(12)} ${bundleOf(id)}`);
  log(`${'pages'.padEnd(12)} ${await builtPages(process.env, log)}`);
  const deps = toolchainDeps(process.env, cacheDir(), log);
  for (const toolchain of [DAPR, JAEGER]) {
    const { programs, from } = await obtainToolchain(toolchain, deps);
    for (const [name, path] of Object.entries(programs))
      log(`${name.padEnd(12)} ${path} (${from})`);
  }
}

build().catch((err: unknown) => {
  console.error(err instanceof Error ? err.message : err);
  process.exit(1);
});
