import { join } from 'node:path';
import { serveControl } from '../../stack/replica-control';
import { createFleet, type Fleet } from '../../stack/replicas';
import type { PartSpec } from '../../processes/supervised-process';
import { choosePorts } from '../../processes/ports';
import { localSecrets } from '../../stack/secrets-file';
import { replicaPorts } from '../../stack/services';
import { tempFolder } from '../support/temp';

const folder = tempFolder();
let done: string[];
let specs: Map<string, PartSpec>;
let fleet: Fleet;

beforeEach(async () => {
  done = [];
  specs = new Map();
  const portsFile = join(folder(), 'ports.json');
  const supervisor = {
    start: async (spec: PartSpec) => {
      specs.set(spec.name, spec);
      done.push(`start ${spec.name}`);
    },
    end: async (name: string) => void done.push(`end ${name}`),
    stop: async () => undefined,
    statuses: () => ({}),
  };
  const names = ['marketplace', 'vendors', 'products', 'inventory'].flatMap(
    replicaPorts,
  );
  fleet = createFleet({
    env: {},
    stateDir: folder(),
    apiPort: 1,
    replicas: { inventory: 2 },
    say: () => undefined,
    supervisor,
    portsFile,
    ports: await choosePorts(portsFile, [...names, 'placement', 'scheduler']),
    secrets: await localSecrets(join(folder(), 'secrets.json')),
    infra: {
      daprd: 'daprd',
      binDir: '',
      redis: new URL('redis://127.0.0.1:1'),
      mongodb: 'mongodb://x',
      databasePrefix: '',
    },
    faketime: '/faketime.so',
    webDir: '',
  });
  await fleet.start();
});

const inventories = () => done.filter((one) => one.includes('inventory'));

it('starts as many replicas as it is told, each with a sidecar, a pod and ports of its own', () => {
  expect(inventories().sort()).toEqual([
    ...[
      'start inventory',
      'start inventory-1',
      'start inventory-1.sidecar',
      'start inventory.sidecar',
    ],
  ]);
  const all = ['inventory', 'inventory-1'].map((name) => specs.get(name)!);
  expect(all.map(({ env }) => env['POD_NAME'])).toEqual([
    'inventory-0',
    'inventory-1',
  ]);
  expect(all.map(({ env }) => env['MONGODB_DATABASE'])).toEqual([
    'inventory',
    'inventory',
  ]);
  const sidecars = ['inventory.sidecar', 'inventory-1.sidecar'].map((name) =>
    specs.get(name)!,
  );
  expect(
    sidecars.map(({ args }) => args[args.indexOf('--app-id') + 1]),
  ).toEqual(['inventory', 'inventory']);
  expect(all.map(({ env }) => env['DAPR_HTTP_PORT'])).toEqual(
    sidecars.map(({ port }) => String(port)),
  );
  expect(new Set([...specs.values()].map(({ port }) => port)).size).toBe(
    specs.size,
  );
});

it('gives only further replicas a clock that can be moved', () => {
  expect(specs.get('inventory')!.env['LD_PRELOAD']).toBeUndefined();
  expect(specs.get('inventory-1')!.env['LD_PRELOAD']).toBe('/faketime.so');
});

it('lets the last replicas go, each sidecar before its app', async () => {
  await fleet.scale('inventory', 3);
  done = [];

  await fleet.scale('inventory', 1);

  expect(done).toEqual([
    'end inventory-2.sidecar',
    'end inventory-2',
    'end inventory-1.sidecar',
    'end inventory-1',
  ]);
});

it('starts an app before the sidecar by which others find it', async () => {
  done = [];

  await fleet.restart('inventory', 1);

  expect(done).toEqual([
    ...[
      'end inventory-1.sidecar',
      'end inventory-1',
      'start inventory-1',
      'start inventory-1.sidecar',
    ],
  ]);
});

it.each([
  [
    'more replicas than there can be',
    () => fleet.scale('inventory', 4),
    'There can be 1 to 3 replicas, not 4',
  ],
  [
    'none at all',
    () => fleet.scale('inventory', 0),
    'There can be 1 to 3 replicas, not 0',
  ],
  [
    'an app that is not there',
    () => fleet.scale('nobody', 2),
    'There is no app nobody',
  ],
  [
    'the restart of a replica that is not there',
    () => fleet.restart('inventory', 2),
    'There is no replica 2 of inventory',
  ],
])('refuses %s', async (_what, ask, message) => {
  await expect(ask()).rejects.toThrow(message);
});

it('does what is asked of it over HTTP, and says what it refuses', async () => {
  const control = await serveControl(fleet);
  done = [];
  try {
    expect(
      (await fetch(`${control.url}/inventory/1`, { method: 'PUT' })).status,
    ).toBe(200);
    expect(done).toEqual(['end inventory-1.sidecar', 'end inventory-1']);
    const refused = await fetch(`${control.url}/inventory/1`, {
      method: 'POST',
    });
    expect([refused.status, await refused.text()]).toEqual([
      500,
      'There is no replica 1 of inventory',
    ]);
  } finally {
    control.close();
  }
});
