import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { APPS } from '@souk/tools/stack/apps';
import { obtainKubeSchemas } from '@souk/tools/install/kube-schemas';
import { cacheDir, ROOT } from '@souk/tools/lib/paths';
import { obtainToolchain } from '@souk/tools/install/toolchain';
import { KUBECONFORM } from '@souk/tools/install/toolchain-families';
import { toolchainDeps } from '@souk/tools/install/toolchain-make';
import { parse } from 'yaml';
import { ofKind, podOf, services, type KubeObject } from './kube';
import {
  lint,
  manifest,
  needHelm,
  pack,
  refusal,
  rendered,
  log,
  VALUES,
} from './render';

let kubeconform: string;
let schemas: string;

beforeAll(async () => {
  await needHelm();
  schemas = await obtainKubeSchemas(cacheDir(), log);
  const { programs } = await obtainToolchain(
    KUBECONFORM,
    toolchainDeps(process.env, cacheDir(), log),
  );
  kubeconform = programs['kubeconform'] ?? '';
}, 600_000);

/**
 * The errors kubeconform finds; unknown fields and kinds without a schema are
 * errors.
 */
function invalid(text: string): string[] {
  const location = join(schemas, '{{.ResourceKind}}{{.KindSuffix}}.json');
  const { stdout } = spawnSync(
    kubeconform,
    ['-strict', '-output', 'json', '-schema-location', location, '-'],
    {
      input: text,
      encoding: 'utf8',
    },
  );
  const { resources = [] } = JSON.parse(stdout) as {
    resources?: { kind: string; name: string; msg: string }[];
  };
  return resources.map(({ kind, name, msg }) => `${kind} ${name}: ${msg}`);
}

describe.each(VALUES)('with %s.yaml', (values) => {
  test('the chart passes helm lint without a warning', () => {
    expect(lint(values)).toContain('0 chart(s) failed');
  });

  test('every object matches the Kubernetes and Dapr schemas', () => {
    const text = manifest(values);
    expect(text.match(/^kind:/gm)?.length).toBeGreaterThan(30);
    expect(invalid(text)).toEqual([]);
  });
});

test.each([
  [
    'an unknown field',
    'replicas: 1',
    'replica: 1',
    /additional properties 'replica' not allowed/,
  ],
  ['a wrong type', 'replicas: 1', 'replicas: one', /got string, want.*integer/],
  [
    'an unknown Dapr retry policy',
    'maxInterval: 2s',
    'initialInterval: 2s',
    /additional properties 'initialInterval' not allowed/,
  ],
])('%s is found', (_what, right, wrong, finding) => {
  const text = manifest('kind');
  expect(text).toContain(right);
  expect(invalid(text.replace(right, wrong)).join('\n')).toMatch(finding);
});

test.each([
  ['global.mongodb.uri=http://db', /global\/mongodb\/uri/],
  ['global.redis.host=redis', /global\/redis\/host/],
  ['global.traces.endpoint=jaeger:4318', /global\/traces\/endpoint/],
  ['global.traces.queryUrl=http://jaeger', /global\/traces\/queryUrl/],
  ['global.traces.samplingRate=2', /global\/traces\/samplingRate/],
  ['global.image.pullPolicy=Sometimes', /pullPolicy/],
  ['inventory.replicas=0', /inventory\/replicas/],
  ['inventory.replica=3', /additional properties 'replica' not allowed/],
  ['ingres.host=shop.example', /additional properties 'ingres' not allowed/],
  ['inventory.image.digest=latest', /inventory\/image\/digest/],
  ['redis.storage.size=big', /redis\/storage\/size/],
  [
    'mongodb.enabled=false',
    /global\.mongodb\.uri \(or \.existingSecret\): set it/,
  ],
  ['redis.enabled=false', /global\.redis\.host: set it/],
  ['jaeger.enabled=false', /global\.traces\.endpoint: set it/],
  ['global.redis.host=mine:6379', /redis\.enabled: set it to false/],
  ['events-redis.enabled=false', /global\.eventsRedis\.host: set it/],
  ['global.eventsRedis.host=mine:1', /events-redis\.enabled: set it to false/],
  ['events-redis.maxmemory=much', /events-redis\/maxmemory/],
  ['global.mongodb.existingSecret=mine', /mongodb\.enabled: set it to false/],
  ['ingress.enabled=true', /ingress\.host: set it/],
  ['jaeger.resources.limits.memory=500M', /jaeger\.resources.*Mi or Gi/],
  ['inventory.extraEnv[0].value=x', /extraEnv\/0.*name/],
  ['inventory.topologySpread[0].maxSkew=1', /topologySpread\/0/],
  ['global.podMonitor.interval=often', /podMonitor\/interval/],
])('%s is refused and named', (set, said) => {
  expect(refusal('kind', [set])).toMatch(said);
});

test('the host of the examples is refused where there is a cluster', () => {
  const live = ['--api-versions', 'apps/v1/Deployment'];
  expect(refusal('vps', [], ...live)).toMatch(
    /ingress\.host: shop\.example is the example; set the name/,
  );
});

test('a Kubernetes without preStop sleep is refused', () => {
  expect(refusal('kind', [], '--kube-version', '1.29.9')).toMatch(
    /requires kubeVersion: >=1\.30\.0-0/,
  );
  expect(refusal('kind', [], '--kube-version', '1.30.0')).toBe('');
});

test('Secrets that are generated belong to no release', () => {
  const owned = ofKind(rendered('kind'), 'Secret').filter(
    ({ metadata }) => metadata.annotations?.['helm.sh/hook'] === undefined,
  );
  expect(owned).toEqual([]);
  expect(ofKind(rendered('kind'), 'Secret').length).toBeGreaterThan(10);
});

test('the solver of certificates is reachable by the ingress controller, and only with TLS', () => {
  const solver = (...sets: string[]) =>
    ofKind(rendered('vps', sets), 'NetworkPolicy').find(
      ({ metadata }) => metadata.name === 'acme-solver',
    )?.spec;
  expect(solver()).toEqual({
    podSelector: {
      matchLabels: { 'acme.cert-manager.io/http01-solver': 'true' },
    },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      {
        from: [
          {
            namespaceSelector: {
              matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' },
            },
          },
        ],
        ports: [{ port: 8089 }],
      },
    ],
  });
  expect(solver('ingress.tls.enabled=false')).toBeUndefined();
});

test('a service reaches the internet on the ports it names, no private address, and by default not at all', () => {
  const outside = (app: string) =>
    ofKind(
      rendered('vps', ['vendors.outboundPorts={443,587}']),
      'NetworkPolicy',
    )
      .filter(({ metadata }) => metadata.name === app)
      .flatMap(({ spec }) => spec?.egress ?? [])
      .filter(({ to }) => to?.some(({ ipBlock }) => ipBlock));
  expect(outside('products')).toEqual([]);
  expect(outside('vendors')).toEqual([
    {
      to: [
        {
          ipBlock: {
            cidr: '0.0.0.0/0',
            except: expect.arrayContaining([
              '10.0.0.0/8',
              '169.254.0.0/16',
              '172.16.0.0/12',
              '192.168.0.0/16',
            ]) as unknown,
          },
        },
        { ipBlock: { cidr: '2000::/3' } },
      ],
      ports: [{ port: 443 }, { port: 587 }],
    },
  ]);
});

test('every image is pulled before anything is changed', () => {
  const objects = rendered('vps');
  const images = (all: KubeObject[]) =>
    new Set(
      all.flatMap((one) =>
        (podOf(one).spec.containers ?? []).map(({ image }) => image),
      ),
    );
  expect(images(ofKind(objects, 'Job'))).toEqual(images(services(objects)));
});

test("an operator's own variables, volumes, labels and rules of placement reach the pod", () => {
  const inventory = (...sets: string[]) => {
    const all = rendered(
      'kind',
      sets.map((set) => `inventory.${set}`),
    );
    return podOf(
      services(all).find(({ metadata }) => metadata.name === 'inventory')!,
    );
  };
  const { spec, labels, annotations } = inventory(
    'extraEnv[0].name=A',
    'extraEnv[0].valueFrom.fieldRef.fieldPath=metadata.uid',
    'extraVolumes[0].name=x',
    'extraVolumes[0].emptyDir.sizeLimit=1Mi',
    'extraVolumeMounts[0].name=x',
    'extraVolumeMounts[0].mountPath=/x',
    'podLabels.team=stock',
    'podAnnotations.note=b',
    'priorityClassName=high',
    'topologySpread[0].maxSkew=2',
    'topologySpread[0].topologyKey=rack',
    'topologySpread[0].whenUnsatisfiable=DoNotSchedule',
  );
  expect(spec).toMatchObject({
    priorityClassName: 'high',
    topologySpreadConstraints: [
      {
        maxSkew: 2,
        topologyKey: 'rack',
        labelSelector: {
          matchLabels: { 'app.kubernetes.io/name': 'inventory' },
        },
      },
    ],
  });
  expect(spec.containers?.[0]).toMatchObject({
    env: expect.arrayContaining([
      { name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.uid' } } },
    ]) as unknown,
    volumeMounts: [{ name: 'x', mountPath: '/x' }],
  });
  expect(spec.volumes).toContainEqual({
    name: 'x',
    emptyDir: { sizeLimit: '1Mi' },
  });
  expect(labels['team']).toBe('stock');
  expect(annotations['note']).toBe('b');
});

test('the Prometheus operator is told of each app and its sidecar', () => {
  const monitors = ofKind(
    rendered('kind', ['global.podMonitor.enabled=true']),
    'PodMonitor',
  );
  expect(monitors.map(({ metadata }) => metadata.name).sort()).toEqual(
    APPS.map(({ id }) => id).sort(),
  );
  expect(JSON.stringify(monitors[0])).toMatch(
    /"port":"http","path":"\/metrics".*"port":"dapr-metrics"/,
  );
  expect(ofKind(rendered('kind'), 'PodMonitor')).toEqual([]);
});

test.each([
  ['512Mi', '--memory.max-traces=2048', '460MiB'],
  ['1Gi', '--memory.max-traces=4096', '921MiB'],
])('with %s Jaeger keeps what fits', (limit, kept, goal) => {
  const jaeger = rendered('kind', [`jaeger.resources.limits.memory=${limit}`])
    .filter(({ kind }) => kind === 'Deployment')
    .find(({ metadata }) => metadata.name === 'jaeger');
  const [container] = podOf(jaeger!).spec.containers ?? [];
  expect(container?.args).toContain(kept);
  expect(container?.env).toContainEqual({ name: 'GOMEMLIMIT', value: goal });
});

describe('an own server', () => {
  const own = [
    'mongodb.enabled=false',
    'global.mongodb.uri=mongodb://souk:hush@db.example:27018/',
    'global.mongodb.port=27018',
  ];

  test('is used and checked before install, and its password is only in a Secret', () => {
    const objects = rendered('kind', own);
    const secret = ofKind(objects, 'Secret').find(
      ({ metadata }) => metadata.name === 'mongodb',
    );
    expect(secret?.stringData?.['uri']).toBe(
      'mongodb://souk:hush@db.example:27018/',
    );
    expect(
      ofKind(objects, 'StatefulSet').map(({ metadata }) => metadata.name),
    ).toEqual(['events-redis', 'redis']);
    expect(
      JSON.stringify(objects.filter(({ kind }) => kind !== 'Secret')),
    ).not.toContain('hush');
    expect(JSON.stringify(ofKind(objects, 'Job'))).toContain(
      'mongodb://db.example:27018/',
    );
  });
});

describe('operators read traces', () => {
  const told = (...sets: string[]) => {
    const objects = rendered('kind', sets);
    return services(objects).flatMap((object) =>
      (podOf(object).spec.containers ?? [])
        .flatMap(({ env = [] }) => env)
        .filter(({ name }) => name === 'JAEGER_QUERY_URL')
        .map(({ value }) => `${object.metadata.name}: ${value ?? ''}`),
    );
  };
  const elsewhere = [
    'jaeger.enabled=false',
    'global.traces.endpoint=http://collector.example:4318',
  ];

  test.each([
    ['from the Jaeger of the chart', [], ['marketplace: http://jaeger:16686']],
    [
      'from their own Jaeger',
      [...elsewhere, 'global.traces.queryUrl=http://q.example:80'],
      ['marketplace: http://q.example:80'],
    ],
    ['nowhere without an address', elsewhere, []],
    ['nowhere with traces disabled', ['global.traces.enabled=false'], []],
  ])('%s', (_where, sets, wanted) => {
    expect(told(...sets)).toEqual(wanted);
  });

  test('from outside the cluster: the network policy allows it, and it is checked before install', () => {
    const objects = rendered('kind', [
      ...elsewhere,
      'global.traces.queryUrl=http://q.example:8090',
    ]);
    const policy = ofKind(objects, 'NetworkPolicy').find(
      ({ metadata }) => metadata.name === 'marketplace',
    );
    expect(policy?.spec?.egress).toContainEqual({ ports: [{ port: 8090 }] });
    expect(JSON.stringify(ofKind(objects, 'Job'))).toContain(
      'http://q.example:8090',
    );
  });
});

describe('consistency', () => {
  const folder = join(ROOT, 'components');
  const local = readdirSync(folder, {
    recursive: true,
    encoding: 'utf8',
  }).filter((file) => file.endsWith('.yaml'));
  const declared = local.map(
    (file) => parse(readFileSync(join(folder, file), 'utf8')) as KubeObject,
  );

  test('a sidecar in the cluster is configured like one of `npm start`', () => {
    const objects = rendered('kind').filter(({ kind }) =>
      ['Component', 'Resiliency', 'Subscription'].includes(kind),
    );
    const plain = (all: KubeObject[]) =>
      all
        .map(({ metadata, ...rest }) => ({ ...rest, name: metadata.name }))
        .sort((a, b) => a.name.localeCompare(b.name));
    expect(local.length).toBeGreaterThan(3);
    expect(plain(objects)).toEqual(plain(declared));
  });

  test('every variable a component reads is set for the sidecars', () => {
    const read = new Set(
      [...JSON.stringify(declared).matchAll(/"envRef":"([A-Z_]+)"/g)].map(
        ([, name]) => name ?? '',
      ),
    );
    for (const { spec } of services(rendered('kind'))) {
      const { annotations = {} } = spec?.template?.metadata ?? {};
      const set = `,${annotations['dapr.io/env'] ?? ''},${annotations['dapr.io/env-from-secret'] ?? ''}`;
      expect([...read].filter((name) => !set.includes(`,${name}=`))).toEqual(
        [],
      );
    }
  });

  test('no component trims what a reader may not have read', () => {
    expect(JSON.stringify(declared)).not.toMatch(/maxLenApprox|streamTTL/);
  });

  test('the marketplace can reach the streams it trims', () => {
    const containers = services(rendered('kind')).map((object) => ({
      app: object.metadata.name,
      env: podOf(object).spec.containers?.[0]?.env ?? [],
    }));
    const streams = containers.map(({ app, env }) => ({
      app,
      env: env
        .filter(({ name }) => name.startsWith('EVENTS_REDIS_'))
        .map(({ name, value }) => `${name}=${value ?? '(secret)'}`),
    }));
    expect(streams.filter(({ env }) => env.length > 0)).toEqual([
      {
        app: 'marketplace',
        env: [
          'EVENTS_REDIS_HOST=events-redis:6379',
          'EVENTS_REDIS_USERNAME=',
          'EVENTS_REDIS_PASSWORD=(secret)',
          'EVENTS_REDIS_DB=0',
          'EVENTS_REDIS_TLS=false',
        ],
      },
    ]);
  });

  test('every service has a chart that configures it like `npm start`', () => {
    const folders = readdirSync(join(ROOT, 'services')).filter((app) =>
      existsSync(join(ROOT, 'services', app, 'src', 'main.ts')),
    );
    const objects = rendered('kind');
    expect(
      services(objects)
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual(folders.sort());
    for (const { id, secrets } of APPS) {
      const configuration = ofKind(objects, 'Configuration').find(
        ({ metadata }) => metadata.name === id,
      );
      expect(
        configuration?.spec?.secrets?.scopes[0]?.allowedSecrets.sort(),
      ).toEqual([...secrets].sort());
    }
  });

  test('a packed chart renders the same as the folder', () => {
    const work = mkdtempSync(join(tmpdir(), 'souk-chart-'));
    try {
      expect(manifest('production', [], pack(work))).toBe(
        manifest('production'),
      );
    } finally {
      rmSync(work, { recursive: true });
    }
  });
});
