import { APPS } from '../stack/apps';
import { bundleOf, bundleServices } from '../package/bundle';
import { cacheDir } from '../lib/paths';
import { sayTo } from '../lib/progress';
import { obtainToolchain } from '../install/toolchain';
import { DAPR, JAEGER } from '../install/toolchain-families';
import { toolchainDoors } from '../install/toolchain-make';
import { builtPages } from '../package/web';

const say = sayTo(process.stdout);

/**
 * The programs of the toolchain and the bundles of the services; what
 * `npm start` would make on the way.
 */
async function build(): Promise<void> {
  const ids = APPS.map(({ id }) => id);
  await bundleServices(ids);
  for (const id of ids) say(`${id.padEnd(12)} ${bundleOf(id)}`);
  say(`${'pages'.padEnd(12)} ${await builtPages(process.env, say)}`);
  const doors = toolchainDoors(process.env, cacheDir(), say);
  for (const toolchain of [DAPR, JAEGER]) {
    const { programs, from } = await obtainToolchain(toolchain, doors);
    for (const [name, path] of Object.entries(programs))
      say(`${name.padEnd(12)} ${path} (${from})`);
  }
}

build().catch((err: unknown) => {
  console.error(err instanceof Error ? err.message : err);
  process.exit(1);
});
