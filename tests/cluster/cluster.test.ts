import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TraceView } from '@souk/contracts/marketplace/traces';
import { ROOT } from '@souk/tools/lib/paths';
import { until } from '@souk/platform/testing/until';
import { z } from 'zod';
import { mug, newVendor, opened, signIn } from '../lib/souk/accounts';
import { orphans, traceOf } from '../lib/souk/jaeger';
import { api, body, request } from '../lib/souk/souk';
import {
  apply,
  evaluate,
  forwarded,
  helm,
  kubectl,
  list,
  namespace,
  settings,
} from './kubectl';
import { deploy, packed } from './deployment';
import { empty, fill, restarts } from './full';
import { injectorWithCapabilities, stranger } from './test-pods';
import { secrets } from './secrets';
import {
  appOf,
  endSidecar,
  isReady,
  kill,
  podsOf,
  restart,
  scale,
  SERVICES,
  waitForReplicas,
} from './pods';
import { findLosses, operator, operatorKey, tradeDuring } from './trading';

const MINUTE = 60_000;
const CHART = join(ROOT, 'charts', 'souk');
const valueFlags = settings.values.flatMap((file) => ['--values', file]);
const install = (...flags: string[]) =>
  helm(
    'upgrade',
    '--install',
    'souk',
    CHART,
    ...valueFlags,
    '--wait',
    '--timeout',
    '12m',
    ...flags,
  );

const Named = z.object({
  kind: z.string(),
  metadata: z.object({ name: z.string() }),
});
const KINDS = [
  'deployment,statefulset,replicaset,job,pod,service,configmap,secret,serviceaccount,networkpolicy,ingress',
  'poddisruptionbudget,horizontalpodautoscaler,role,rolebinding',
  'components.dapr.io,configurations.dapr.io,resiliencies.dapr.io,subscriptions.dapr.io,persistentvolumeclaim',
].join(',');
/**
 * Created by Kubernetes and Dapr in every namespace, or by the manifests of the
 * run.
 */
const GIVEN = /^(ConfigMap\/(kube-root-ca\.crt)|ServiceAccount\/default)$/;

let before: string[];
const objects = async () =>
  (await list(KINDS, Named))
    .map(({ kind, metadata }) => `${kind}/${metadata.name}`)
    .filter((name) => !GIVEN.test(name));

let apps: string[];

beforeAll(async () => {
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  await apply({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace, labels },
  });
  for (const file of settings.manifests) await kubectl('apply', '-f', file);
  if (settings.manifests.length > 0)
    await kubectl(
      'wait',
      'deployment',
      '--all',
      '--for=condition=Available',
      '--timeout=180s',
    );
  before = await objects();
}, 5 * MINUTE);

afterAll(async () => {
  if (!settings.keep)
    await kubectl('delete', 'namespace', namespace, '--timeout=180s');
}, 5 * MINUTE);

/** How many spans of a trace the marketplace shows an operator. */
async function seenByOperator(
  origin: string,
  traceId: string,
): Promise<number> {
  const answer = await request(
    origin,
    'GET',
    `/api/operations/traces/${traceId}`,
    { token: await operator(origin) },
  );
  return body(answer, 200, TraceView).spans.length;
}

test(
  'a missing or unreachable dependency is named in one line, and nothing is left half installed',
  async () => {
    const refused = (...flags: string[]) =>
      install(...flags).then(
        () => 'installed',
        (err: unknown) => String(err),
      );
    expect(await refused('--set', 'secrets.generate=false')).toMatch(
      /Secrets are missing in the namespace .*: .*inventory-app-token \(token\).* set secrets\.generate to true/,
    );
    const gone = [
      'redis.enabled=false',
      'global.redis.host=nobody.example:6379',
      'global.redis.password=x',
    ];
    expect(await refused(...gone.flatMap((set) => ['--set', set]))).toMatch(
      /global\.redis\.host: nobody\.example:6379 cannot be reached/,
    );
    await helm('uninstall', 'souk', '--ignore-not-found');
    await kubectl('delete', 'job', '--all');
    await until(
      'nothing is left',
      async () =>
        (await objects())
          .filter((name) => !name.startsWith('Secret/'))
          .join() === before.join(),
      30_000,
    );
  },
  6 * MINUTE,
);

test(
  'what Kubernetes would refuse silently is said in one line before anything is installed',
  async () => {
    const refused = (...sets: string[]) =>
      install(...sets.flatMap((set) => ['--set', set])).then(
        () => 'installed',
        (err: unknown) => String(err),
      );
    const dapr = `${namespace}-dapr`;
    await apply({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: dapr },
    });
    for (const object of injectorWithCapabilities(dapr))
      await apply(object, dapr);
    expect(await refused(`global.dapr.namespace=${dapr}`)).toMatch(
      /sidecars keep capabilities.*sidecarDropALLCapabilities=true/,
    );
    await kubectl('delete', 'namespace', dapr, '--wait=false');
    const own = [
      'mongodb.enabled=false',
      'global.mongodb.uri=',
      'global.mongodb.existingSecret=mine',
    ];
    expect(await refused(...own)).toMatch(
      /Secrets are missing in the namespace .*: mine \(uri\)/,
    );
    await kubectl(
      'create',
      'secret',
      'generic',
      'mine',
      '--from-literal=url=x',
    );
    expect(await refused(...own)).toMatch(/missing .*: mine \(uri\)/);
    await kubectl('delete', 'secret', 'mine');
    expect(
      await refused('ingress.enabled=true', 'ingress.host=shop.example'),
    ).toMatch(/ingress\.host: shop\.example is the example/);
    const absent = await refused(
      'global.image.tag=of-no-build',
      'preflight.seconds=20',
    );
    console.log(absent);
    expect(absent).toMatch(/of-no-build/);
    await helm('uninstall', 'souk', '--ignore-not-found');
    await kubectl('delete', 'job', '--all');
  },
  6 * MINUTE,
);

test(
  'the chart is installed, and every pod has its sidecar',
  async () => {
    await install();
    const pods = await podsOf(SERVICES);
    apps = [...new Set(pods.map(appOf))].sort();
    expect(apps.length).toBeGreaterThanOrEqual(4);
    expect(
      pods.map(({ spec }) =>
        spec.containers
          .map(({ name }) => name)
          .sort()
          .join(),
      ),
    ).toEqual(pods.map(() => 'app,daprd'));
    expect(pods.filter((pod) => !isReady(pod))).toEqual([]);
  },
  15 * MINUTE,
);

test(
  'the core journey succeeds inside the cluster, by helm test',
  async () => {
    const said = await helm('test', 'souk', '--logs', '--timeout', '3m');
    expect(said).toMatch(
      /ok: a shopper finds it in the list[\s\S]*ok: the inside is not to be seen/,
    );
  },
  4 * MINUTE,
);

test(
  'the shop is served from the image, scripts and pictures too',
  async () => {
    await forwarded('marketplace', 80, async (origin) => {
      const page = await fetch(origin, { headers: { accept: 'text/html' } });
      const text = await page.text();
      expect([page.status, page.headers.get('content-type')]).toEqual([
        200,
        expect.stringMatching(/^text\/html/),
      ]);
      const scripts = [...text.matchAll(/src="(\/assets\/[^"]+\.js)"/g)].map(
        ([, path]) => path ?? '',
      );
      expect(scripts.length).toBeGreaterThan(0);
      for (const path of [
        ...scripts,
        '/pictures/kiln-clay/breakfast-bowl-ash-glaze.svg',
      ]) {
        const { status, headers } = await fetch(`${origin}${path}`);
        console.log(`${path}: ${status} ${headers.get('content-type') ?? ''}`);
        expect(status).toBe(200);
      }
    });
  },
  MINUTE,
);

test(
  'one trace covers all hops, and an operator reads it in the shop',
  async () => {
    const wanted = ['marketplace', 'vendors', 'products', 'inventory'];
    await forwarded('marketplace', 80, (origin) =>
      forwarded('jaeger', 16_686, async (jaeger) => {
        const file = join(settings.work, 'endpoints.json');
        writeFileSync(
          join(settings.work, 'keys.json'),
          JSON.stringify({ 'operator-key': await operatorKey() }),
          { mode: 0o600 },
        );
        const urls = { api: origin, jaeger, mongodb: '', redis: '' };
        const demo = { operatorKeyFile: join(settings.work, 'keys.json') };
        writeFileSync(
          file,
          JSON.stringify({ urls, databasePrefix: '', parts: {}, demo }),
        );
        process.env['SOUK_ENDPOINTS'] = file;
        const ann = await newVendor();
        const initialStock = [{ warehouseId: ann.main, quantity: 3 }];
        // A fresh token, so that it has to be validated.
        const { accessToken: token } = await signIn(ann.email, ann.password);
        const answer = await api('POST', '/api/products', {
          token,
          body: { ...mug, initialStock },
        });
        expect(answer.status).toBe(201);
        await opened((answer.json as { id: string }).id);
        const trace = await traceOf(
          answer,
          (all) => {
            const services = new Set(all.spans.map(({ service }) => service));
            const heard =
              all.lineages(
                'marketplace: POST /events/inventory.stock-level-changed.v1',
              ).length > 0;
            return [
              ...orphans(all),
              ...wanted.filter((app) => !services.has(app)),
              ...(heard ? [] : ['the view has not heard']),
            ];
          },
          60_000,
        );
        expect(trace.roots.length).toBe(1);
        expect(
          await seenByOperator(origin, trace.spans[0]!.traceId),
        ).toBeGreaterThanOrEqual(trace.spans.length);
        console.log(
          `one trace: ${trace.spans.length} spans of ${[...new Set(trace.spans.map(({ service }) => service))].sort().join(', ')}`,
        );
      }),
    );
  },
  3 * MINUTE,
);

test(
  'an unknown app may not invoke any service',
  async () => {
    await stranger();
    await kubectl(
      'wait',
      'pod/stranger',
      '--for=condition=Ready',
      '--timeout=180s',
    );
    const url = 'http://127.0.0.1:3500/v1.0/invoke/inventory/method/readyz';
    const script = `const r = await fetch('${url}'); console.log(r.status, await r.text());`;
    const said = await until(
      'its sidecar answers',
      () => evaluate('stranger', script),
      60_000,
    );
    console.log(`stranger: ${said.trim()}`);
    expect(said).toMatch(/^403 .*PermissionDenied|^500 .*PermissionDenied/);
    await kubectl('delete', 'pod', 'stranger', '--grace-period=1');
    await kubectl('delete', 'networkpolicy', 'stranger-in', 'stranger-out');
  },
  5 * MINUTE,
);

/**
 * With idempotent clients nothing fails and, by the ledger, nothing is lost.
 * Prints how often they retried.
 */
const through = async (name: string, what: () => Promise<unknown>) => {
  const report = await tradeDuring(name, what);
  expect(report.failed).toEqual([]);
  expect(
    report.products.flatMap(({ acknowledged }) => acknowledged).length,
  ).toBeGreaterThan(10);
  expect(
    await forwarded('marketplace', 80, (origin) => findLosses(origin, report)),
  ).toEqual([]);
  return report;
};

test.each(['marketplace', 'vendors', 'products', 'inventory'])(
  'killing a pod of %s loses no operation',
  async (app) => {
    await through(`killed-${app}`, () => kill(app));
  },
  8 * MINUTE,
);

test(
  'a sidecar of inventory that exits is restarted, and no operation is lost',
  async () => {
    await through('ended-sidecar', () => endSidecar('inventory'));
  },
  8 * MINUTE,
);

test.each(['marketplace', 'vendors', 'products', 'inventory'])(
  'a rolling update of %s fails no idempotent call and loses no operation',
  async (app) => {
    await through(`updated-${app}`, () => restart(app));
  },
  8 * MINUTE,
);

test(
  'inventory scales from one to three and back under load',
  async () => {
    await through('scaled-inventory', async () => {
      await scale('inventory', 3);
      await scale('inventory', 1);
    });
  },
  12 * MINUTE,
);

test(
  'an upgrade is rolled back',
  async () => {
    await install('--set', 'global.logLevel=warn');
    const level = () =>
      kubectl(
        'get',
        'deployment',
        'products',
        '--output',
        'jsonpath={.spec.template.spec.containers[0].env[?(@.name=="LOG_LEVEL")].value}',
      );
    expect(await level()).toBe('warn');
    const keys = await operatorKey();
    await helm('rollback', 'souk', '--wait', '--timeout', '10m');
    expect(await level()).toBe('info');
    for (const app of apps) await waitForReplicas(app, 1);
    expect(await operatorKey()).toBe(keys);
    await helm('test', 'souk', '--timeout', '3m');
  },
  25 * MINUTE,
);

test.each(['redis', 'events-redis'])(
  'a full %s refuses and is not killed; once there is room everything goes on',
  async (server) => {
    await through(`full-${server}`, async () => {
      const before = await restarts(server);
      expect(await fill(server)).toMatch(/OOM command not allowed/);
      await empty(server);
      expect(await restarts(server)).toBe(before);
    });
  },
  8 * MINUTE,
);

/** Stores that are not the chart's cannot be backed up by the scripts. */
const unbacked = async () =>
  (await kubectl('get', 'statefulset', '--output', 'name')).includes('mongodb')
    ? []
    : ['--no-backup'];

const revisions = async () => Number((await deployed()).revision);
const deployed = async () => {
  const [release] = z
    .array(z.object({ revision: z.string(), status: z.string() }))
    .parse(JSON.parse(await helm('list', '--filter', '^souk$', '-o', 'json')));
  return release!;
};

test(
  'deploy.sh puts a version over the one that serves, and takes it back when it does not serve',
  async () => {
    const flags = await unbacked();
    const before = await secrets();
    const first = await deployed();
    expect(await deploy('0.1.1', packed('0.1.1'), ['--dry-run'])).toMatchObject(
      {
        status: 0,
        said: expect.stringContaining(
          `over revision ${first.revision}`,
        ) as string,
      },
    );
    if (flags.length > 0)
      expect(await deploy('0.1.1', packed('0.1.1'))).toMatchObject({
        status: 1,
        said: expect.stringContaining('there is no pod mongodb-0') as string,
      });
    expect(await deployed()).toEqual(first);

    expect(await deploy('0.1.1', packed('0.1.1'), flags)).toMatchObject({
      status: 0,
      said: expect.stringContaining('0.1.1 serves') as string,
    });
    expect(await revisions()).toBe(Number(first.revision) + 1);

    const open = packed('0.1.2', {
      file: '_deployment.tpl',
      from: 'name: public, containerPort: 8081',
      to: 'name: public, containerPort: 8080',
    });
    expect(await deploy('0.1.2', open, flags)).toMatchObject({
      status: 1,
      said: expect.stringMatching(
        /going back to revision[^]*0\.1\.2 does not serve; what ran before runs again/,
      ) as string,
    });
    expect(await deployed()).toMatchObject({ status: 'deployed' });
    expect(await secrets()).toEqual(before);
    for (const app of apps) await waitForReplicas(app, 1);
    await helm('test', 'souk', '--timeout', '3m');
  },
  25 * MINUTE,
);

test(
  'uninstalling leaves the volumes and the Secrets, and nothing else',
  async () => {
    await helm('uninstall', 'souk', '--wait', '--timeout', '5m');
    const left = async () =>
      (await objects()).filter((name) => !before.includes(name));
    await until(
      'only volumes and Secrets are left',
      async () =>
        (await left()).every((name) =>
          /^(PersistentVolumeClaim|Secret)\//.test(name),
        ),
      120_000,
    );
    expect(await left()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^PersistentVolumeClaim\//),
        'Secret/marketplace-keys',
      ]),
    );
  },
  8 * MINUTE,
);
