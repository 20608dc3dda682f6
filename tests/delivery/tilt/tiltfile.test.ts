import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { APPS } from '@souk/tools/stack/apps';
import { ROOT } from '@souk/tools/lib/paths';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { faultsOf } from './faults';
import { callsOf, runTiltfile, type Call } from './run';

const TILTFILE = readFileSync(join(ROOT, 'Tiltfile'), 'utf8');

// Installs Starlark if it is missing.
beforeAll(() => runTiltfile(ROOT), 300_000);

it('names only what exists, and nothing twice', async () => {
  const calls = await runTiltfile(ROOT);
  expect(faultsOf(calls, ROOT)).toEqual([]);
  const workloads = callsOf(calls, 'k8s_resource').map(
    ({ workload }) => workload,
  );
  expect(workloads).toEqual(expect.arrayContaining(APPS.map(({ id }) => id)));
  expect(callsOf(calls, 'button').map(({ name }) => name)).toEqual([
    'seed',
    'reset-stock',
    'replay',
    'tests',
  ]);
  expect(callsOf(calls, 'allow_k8s_contexts')).toEqual([
    expect.objectContaining({ contexts: ['kind-souk'] }),
  ]);
  expect(readFileSync(join(ROOT, 'tilt', 'ctlptl.yaml'), 'utf8')).toContain(
    'name: kind-souk\n',
  );
});

it('creates every Secret that the pods name, the same ones each time', async () => {
  const calls = await runTiltfile(ROOT);
  const [made, again] = [await secretsOf(calls), await secretsOf(calls)];
  expect(made).toEqual(again);
  const needed = callsOf(calls, 'k8s_yaml').flatMap(({ yaml }) =>
    secretsNamedIn(yaml),
  );
  expect(needed.length).toBeGreaterThan(10);
  expect(needed.filter(([name, key]) => !(key in (made[name] ?? {})))).toEqual(
    [],
  );
});

it('lets the sidecars read the keys, as a user of their own', async () => {
  const shape = z.object({
    spec: z.object({
      template: z.object({
        spec: z.object({
          securityContext: z.object({ fsGroup: z.number().optional() }),
        }),
      }),
    }),
  });
  const applied = callsOf(await runTiltfile(ROOT), 'k8s_yaml').flatMap(
    ({ yaml }) => parseAllDocuments(yaml).map((one) => one.toJS() as unknown),
  );
  const groups = APPS.map(({ id }) => {
    const service = applied.find(
      (one) =>
        z
          .object({
            kind: z.literal('Deployment'),
            metadata: z.object({ name: z.literal(id) }),
          })
          .safeParse(one).success,
    );
    return shape.parse(service).spec.template.spec.securityContext.fsGroup;
  });
  expect(groups).toEqual(APPS.map(() => 10_001));
});

it('is short', () => {
  expect(TILTFILE.split('\n').length).toBeLessThan(85);
});

it.each([
  [
    "dockerfile='tilt/Dockerfile'",
    "dockerfile='tilt/Dockerfil'",
    /there is no tilt\/Dockerfil$/m,
  ],
  [
    "'contracts', 'platform', 'services'",
    "'contracts', 'platfrom', 'services'",
    /there is no platfrom/,
  ],
  [
    "'package-lock.json', '.npmrc'",
    "'package-lok.json', '.npmrc'",
    /there is no package-lok\.json/,
  ],
  [
    "fall_back_on('package-lock.json'",
    "fall_back_on('yarn.lock'",
    /there is no yarn\.lock/,
  ],
  [
    "'/souk/' + folder",
    "'/app/' + folder",
    /contracts is put where the image has no such folder/,
  ],
  [
    'charts/souk/kind.yaml',
    'charts/souk/kindd.yaml',
    /kindd\.yaml: no such file/,
  ],
  ["helm(\n    'charts/souk'", "helm(\n    'charts/suok'", /charts\/suok/],
  [
    '--values=deploy/dapr.yaml',
    '--values=deploy/dpar.yaml',
    /there is no deploy\/dpar\.yaml/,
  ],
  [
    'tools/tilt/secrets.ts',
    'tools/tilt/tokens.ts',
    /there is no tools\/tilt\/tokens\.ts/,
  ],
  ["['npm', 'test']", "['npm', 'tests']", /npm has no script tests/],
  [
    "docker_build(\n    'souk-dev'",
    "docker_build(\n    'souk-prod'",
    /nothing runs the image souk-prod[^]*nobody builds souk-dev/,
  ],
  [
    "k8s_resource('mongodb'",
    "k8s_resource('mongo'",
    /there is no workload mongo$/m,
  ],
  [
    "['marketplace', 'vendors',",
    "['marketplace', 'vendor',",
    /additional properties 'vendor' not allowed/,
  ],
  [
    "resource_deps=['settings', 'mongodb'",
    "resource_deps=['setings', 'mongodb'",
    /nothing is called setings/,
  ],
  [
    'objects=of_dapr(rendered)',
    "objects=['bus:componnet']",
    /there is no object bus:componnet/,
  ],
  ['27018:27017', '6380:27017', /two are forwarded to 6380/],
  ['8080:8081', '8080:8082', /marketplace does not listen on 8082/],
  [
    "link('http://127.0.0.1:16686'",
    "link('http://127.0.0.1:16687'",
    /a link leads to 16687/,
  ],
  [
    "link('http://127.0.0.1:5173'",
    "link('http://127.0.0.1:5137'",
    /a link leads to 5137/,
  ],
  [
    "API = 'http://127.0.0.1:8080'",
    "API = 'http://127.0.0.1:8008'",
    /a link leads to 8008/,
  ],
  ["'run', 'dev:web'", "'run', 'dev:wbe'", /npm has no script dev:wbe/],
  [
    "resource_deps=['marketplace']",
    "resource_deps=['marketplaze']",
    /nothing is called marketplaze/,
  ],
  ["k8s_resource('redis'", "k8s_resorce('redis'", /k8s_resorce/],
  [
    "k8s_resource('redis', port_forwards",
    "k8s_resource('redis', port_forward",
    /unexpected keyword argument 'port_forward'/,
  ],
  ["'cmd_button', 'location'", "'cmd_buton', 'location'", /cmd_buton/],
  ["'of_dapr', 'prepared'", "'of_dapr', 'perpared'", /perpared/],
  ["'DAPR_VERSION'", "'DAPR_VERSON'", /out of bound|range/i],
])('finds it when %j becomes %j', async (good, bad, said) => {
  expect(TILTFILE).toContain(good);
  expect(await whatIsSaidOf(TILTFILE.replace(good, bad))).toMatch(said);
});

/** The faults of a checkout with another Tiltfile, or Starlark's error. */
async function whatIsSaidOf(tiltfile: string): Promise<string> {
  const checkout = mkdtempSync(join(tmpdir(), 'souk-tilt-'));
  try {
    for (const name of readdirSync(ROOT))
      if (!['Tiltfile', 'tilt', '.git'].includes(name))
        symlinkSync(join(ROOT, name), join(checkout, name));
    cpSync(join(ROOT, 'tilt'), join(checkout, 'tilt'), { recursive: true });
    writeFileSync(join(checkout, 'Tiltfile'), tiltfile);
    return faultsOf(await runTiltfile(checkout), checkout).join('\n');
  } catch (err) {
    return String(err);
  } finally {
    rmSync(checkout, { recursive: true, force: true });
  }
}

const Secret = z.object({
  metadata: z.object({ name: z.string() }),
  stringData: z.record(z.string(), z.string().min(1)),
});

async function secretsOf(
  calls: Call[],
): Promise<Record<string, Record<string, string>>> {
  const [program = '', ...args] = callsOf(calls, 'local')[0]?.argv ?? [];
  const printed = execFileSync(program, args, { cwd: ROOT, encoding: 'utf8' });
  const secrets = parseAllDocuments(printed).map((one) =>
    Secret.parse(one.toJS()),
  );
  return Object.fromEntries(
    secrets.map(({ metadata, stringData }) => [metadata.name, stringData]),
  );
}

/** Name and key of each Secret in variables, volumes and Dapr annotations. */
function secretsNamedIn(yaml: string): [string, string][] {
  const ref = z.object({ name: z.string(), key: z.string() });
  const mounted = z.object({
    secretName: z.string(),
    items: z.array(z.object({ key: z.string() })).optional(),
  });
  const found: [string, string][] = [];
  const look = (field: string, value: unknown) => {
    if (field === 'configMapKeyRef') return null;
    const [variable, volume] = [ref.safeParse(value), mounted.safeParse(value)];
    if (variable.success) found.push([variable.data.name, variable.data.key]);
    if (volume.success)
      found.push([
        volume.data.secretName,
        volume.data.items?.[0]?.key ?? 'secrets.json',
      ]);
    return value;
  };
  for (const one of parseAllDocuments(yaml)) JSON.stringify(one.toJS(), look);
  for (const [, name = ''] of yaml.matchAll(
    /dapr\.io\/(?:app|api)-token-secret: (\S+)/g,
  ))
    found.push([name, 'token']);
  return found;
}
