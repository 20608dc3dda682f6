import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  findToolchain,
  obtainToolchain,
  pinnedVersion,
  type ToolchainDeps,
} from '../../install/toolchain';
import { DAPR, JAEGER } from '../../install/toolchain-families';
import { tempFolder } from '../support/temp';

const folder = tempFolder();
const PROGRAMS = ['daprd', 'placement', 'scheduler'];

async function programsAt(place: string, names = PROGRAMS): Promise<string> {
  const path = join(folder(), place);
  await mkdir(path, { recursive: true });
  for (const name of names)
    await writeFile(join(path, name), '', { mode: 0o755 });
  return path;
}

function world(change: Partial<ToolchainDeps> = {}) {
  const done: string[] = [];
  const fill = async (what: string, target: string) => {
    done.push(what);
    for (const name of PROGRAMS)
      await writeFile(join(target, name), '', { mode: 0o755 });
  };
  const deps: ToolchainDeps = {
    env: { PATH: join(folder(), 'path'), HOME: join(folder(), 'home') },
    cache: join(folder(), 'cache'),
    log: () => undefined,
    fits: async () => true,
    download: async (_family, _version, target) =>
      fill('download', target).then(() => true),
    build: (_family, _version, target) => fill('build', target),
    ...change,
  };
  return { doors: deps, done };
}

it('takes the version from the wrapper module', () => {
  expect(pinnedVersion(DAPR)).toMatch(/^1\.18\.\d+$/);
  expect(pinnedVersion(JAEGER)).toMatch(/^1\.\d+\.\d+$/);
});

it('looks in the setting, then on the machine, then in the cache', async () => {
  const cached = await programsAt(
    `cache/dapr-${pinnedVersion(DAPR)}-allcomponents`,
  );
  const { doors } = world();
  expect((await findToolchain(DAPR, doors))?.programs['daprd']).toBe(
    join(cached, 'daprd'),
  );
  const home = await programsAt('home/.dapr/bin');
  expect(await findToolchain(DAPR, doors)).toMatchObject({ from: home });
  const path = await programsAt('path');
  expect(await findToolchain(DAPR, doors)).toMatchObject({ from: path });
  const set = await programsAt('mine');
  const explicit = { ...doors, env: { ...doors.env, DAPR_BIN: set } };
  expect(await findToolchain(DAPR, explicit)).toMatchObject({
    from: 'DAPR_BIN',
    programs: { daprd: join(set, 'daprd') },
  });
});

it('ignores a Dapr of another version, or an incomplete one', async () => {
  await programsAt('path', ['daprd', 'placement']);
  await programsAt('home/.dapr/bin');
  expect(
    await findToolchain(DAPR, world({ fits: async () => false }).doors),
  ).toBeUndefined();
});

it('fails on a setting that names no toolchain instead of using another', async () => {
  await programsAt('path');
  const { doors } = world();
  const wrong = {
    ...doors,
    env: { ...doors.env, DAPR_BIN: join(folder(), 'nowhere') },
  };
  await expect(findToolchain(DAPR, wrong)).rejects.toThrow(
    /DAPR_BIN=.*daprd, placement, scheduler/,
  );
});

it('accepts the path of a single program', async () => {
  const jaeger = join(await programsAt('mine', ['my-jaeger']), 'my-jaeger');
  const found = await findToolchain(
    JAEGER,
    world({ env: { JAEGER_BIN: jaeger } }).doors,
  );
  expect(found?.programs).toEqual({ jaeger });
});

it('downloads a missing toolchain, and builds it without a network', async () => {
  const open = world();
  expect(await obtainToolchain(DAPR, open.doors)).toMatchObject({
    from: 'an official release',
  });
  expect(open.done).toEqual(['download']);
  const closed = world({
    cache: join(folder(), 'other'),
    download: async () => false,
  });
  await obtainToolchain(DAPR, closed.doors);
  expect(closed.done).toEqual(['build']);
});

it('builds once for two starts at the same time', async () => {
  const { doors, done } = world();
  const [one, two] = await Promise.all([
    obtainToolchain(DAPR, doors),
    obtainToolchain(DAPR, doors),
  ]);
  expect(one.programs).toEqual(two.programs);
  expect(done).toEqual(['download']);
});

it('keeps no unfinished build in the cache, and tries again', async () => {
  const failing = world({
    download: async () => false,
    build: () => Promise.reject(new Error('no space left')),
  });
  await expect(obtainToolchain(DAPR, failing.doors)).rejects.toThrow(
    'no space left',
  );
  expect(await findToolchain(DAPR, failing.doors)).toBeUndefined();
  const { doors } = world();
  await obtainToolchain(DAPR, doors);
  expect(await readdir(doors.cache)).toEqual([
    `dapr-${pinnedVersion(DAPR)}-allcomponents`,
  ]);
});
