import { join } from 'node:path';
import { serveReplicaControl } from '../../stack/replica-control';
import { APPS } from '../../stack/apps';
import { createReplicas, type Replicas } from '../../stack/replicas';
import type { ProcessSpec } from '../../processes/supervised-process';
import { choosePorts } from '../../processes/ports';
import { localSecrets } from '../../stack/secrets-file';
import { replicaPorts } from '../../stack/services';
import { tempFolder } from '../support/temp';

const folder = tempFolder();
let done: string[];
let specs: Map<string, ProcessSpec>;
let replicas: Replicas;

beforeEach(async () => {
  done = [];
  specs = new Map();
  const portsFile = join(folder(), 'ports.json');
  const supervisor = {
    start: async (spec: ProcessSpec) => {
      specs.set(spec.name, spec);
      done.push(`start ${spec.name}`);
    },
    end: async (name: string) => void done.push(`end ${name}`),
    stop: async () => undefined,
    statuses: () => ({}),
  };
  const names = APPS.flatMap(({ id }) => replicaPorts(id));
  replicas = createReplicas({
    env: {},
    stateDir: folder(),
    apiPort: 1,
    replicaCounts: { inventory: 2 },
    log: () => undefined,
    supervisor,
    portsFile,
    ports: await choosePorts(portsFile, [...names, 'placement', 'scheduler']),
    secrets: await localSecrets(join(folder(), 'secrets.json')),
    infra: {
      daprd: 'daprd',
      binDir: '',
      redis: new URL('redis://127.0.0.1:1'),
      eventsRedis: new URL('redis://127.0.0.1:1'),
      mongodb: 'mongodb://x',
      databasePrefix: '',
    },
    faketime: '/faketime.so',
    webDir: '',
  });
  await replicas.start();
});

const inventories = () => done.filter((one) => one.includes('inventory'));

it('starts the requested number of replicas, each with its own sidecar, pod name and ports', () => {
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

it('gives users a port of the marketplace that is not the one of its probes, metrics and sidecar', () => {
  const { env, port } = specs.get('marketplace')!;
  const { args } = specs.get('marketplace.sidecar')!;
  expect(env['PUBLIC_PORT']).toBe('1');
  expect(env['PORT']).toBe(String(port));
  expect(args[args.indexOf('--app-port') + 1]).toBe(String(port));
  expect(port).not.toBe(1);
});

it('makes the clock of all replicas but the first shiftable', () => {
  expect(specs.get('inventory')!.env['LD_PRELOAD']).toBeUndefined();
  expect(specs.get('inventory-1')!.env['LD_PRELOAD']).toBe('/faketime.so');
});

it('scales down from the last replica, each sidecar before its app', async () => {
  await replicas.scale('inventory', 3);
  done = [];

  await replicas.scale('inventory', 1);

  expect(done).toEqual([
    'end inventory-2.sidecar',
    'end inventory-2',
    'end inventory-1.sidecar',
    'end inventory-1',
  ]);
});

it('starts an app before its sidecar', async () => {
  done = [];

  await replicas.restart('inventory', 1);

  expect(done).toEqual([
    ...[
      'end inventory-1.sidecar',
      'end inventory-1',
      'start inventory-1',
      'start inventory-1.sidecar',
    ],
  ]);
});

it('restarts a replica again only after its restart', async () => {
  done = [];

  await Promise.all([
    replicas.restart('inventory', 1),
    replicas.restart('inventory', 1),
  ]);

  const once = [
    'end inventory-1.sidecar',
    'end inventory-1',
    'start inventory-1',
    'start inventory-1.sidecar',
  ];
  expect(done).toEqual([...once, ...once]);
});

it.each([
  [
    'too many replicas',
    () => replicas.scale('inventory', 4),
    'There can be 1 to 3 replicas, not 4',
  ],
  [
    'zero replicas',
    () => replicas.scale('inventory', 0),
    'There can be 1 to 3 replicas, not 0',
  ],
  [
    'an unknown app',
    () => replicas.scale('nobody', 2),
    'There is no app nobody',
  ],
  [
    'the restart of an unknown replica',
    () => replicas.restart('inventory', 2),
    'There is no replica 2 of inventory',
  ],
])('refuses %s', async (_what, ask, message) => {
  await expect(ask()).rejects.toThrow(message);
});

it('scales and restarts over HTTP, and explains a refusal', async () => {
  const control = await serveReplicaControl(replicas);
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
