import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  findToolchain,
  obtainToolchain,
  pinnedVersion,
  type ToolchainDoors,
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

function world(change: Partial<ToolchainDoors> = {}) {
  const done: string[] = [];
  const fill = async (what: string, target: string) => {
    done.push(what);
    for (const name of PROGRAMS)
      await writeFile(join(target, name), '', { mode: 0o755 });
  };
  const doors: ToolchainDoors = {
    env: { PATH: join(folder(), 'path'), HOME: join(folder(), 'home') },
    cache: join(folder(), 'cache'),
    say: () => undefined,
    fits: async () => true,
    download: async (_family, _version, target) =>
      fill('download', target).then(() => true),
    build: (_family, _version, target) => fill('build', target),
    ...change,
  };
  return { doors, done };
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

it('passes by a machine whose Dapr is of another version, or not whole', async () => {
  await programsAt('path', ['daprd', 'placement']);
  await programsAt('home/.dapr/bin');
  expect(
    await findToolchain(DAPR, world({ fits: async () => false }).doors),
  ).toBeUndefined();
});

it('stops at a setting that leads nowhere instead of taking something else', async () => {
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

it('takes a single program by its own path', async () => {
  const jaeger = join(await programsAt('mine', ['my-jaeger']), 'my-jaeger');
  const found = await findToolchain(
    JAEGER,
    world({ env: { JAEGER_BIN: jaeger } }).doors,
  );
  expect(found?.programs).toEqual({ jaeger });
});

it('downloads what is nowhere, and builds it where the network is closed', async () => {
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

it('makes it once for two starts at the same time', async () => {
  const { doors, done } = world();
  const [one, two] = await Promise.all([
    obtainToolchain(DAPR, doors),
    obtainToolchain(DAPR, doors),
  ]);
  expect(one.programs).toEqual(two.programs);
  expect(done).toEqual(['download']);
});

it('leaves nothing in the cache that a build did not finish, and tries again', async () => {
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
