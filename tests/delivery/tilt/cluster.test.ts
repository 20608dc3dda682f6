import { join } from 'node:path';
import { ROOT } from '@souk/tools/lib/paths';
import { workbench } from '../deploy/support/scripts';

const bench = workbench();
const TOOLS = ['docker', 'kind', 'ctlptl', 'helm', 'tilt'];
const cluster = (...args: string[]) => {
  const path = `${bench.at('bin')}:/usr/bin:/bin`;
  return bench.run(join(ROOT, 'tilt', 'cluster.sh'), args, {
    env: { PATH: path },
  });
};

it('creates and removes the cluster, from its file', async () => {
  for (const tool of TOOLS) bench.command(tool);
  expect(await cluster('up')).toMatchObject({
    status: 0,
    out: 'Now: tilt up\n',
  });
  expect(await cluster('down')).toMatchObject({ status: 0 });
  expect(bench.calls()).toEqual([
    'ctlptl apply --filename ctlptl.yaml',
    'ctlptl delete --filename ctlptl.yaml --ignore-not-found',
  ]);
});

it('names a missing tool and where to get it, before it creates anything', async () => {
  for (const tool of TOOLS.filter((one) => one !== 'kind')) bench.command(tool);
  const { status, err } = await cluster('up');
  expect([status, err]).toEqual([
    1,
    'kind is not on the PATH: https://kind.sigs.k8s.io/docs/user/quick-start\n',
  ]);
  expect(bench.calls()).toEqual([]);
});

it('prints its usage', async () => {
  expect(await cluster('sideways')).toMatchObject({
    status: 2,
    err: 'cluster.sh up | down\n',
  });
});
