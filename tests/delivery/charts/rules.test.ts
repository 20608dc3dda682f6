import { APPS } from '@souk/contracts/apps';
import { JWKS_PATH } from '@souk/platform/dapr/jwks';
import { scopesOf } from '@souk/contracts/rights';
import {
  podOf,
  services,
  ofKind,
  pods,
  type KubeObject,
  type Container,
} from './kube';
import { needHelm, rendered, VALUES } from './render';
import {
  addressed,
  callersNamed,
  connections,
  defaultDeny,
  oneDoor,
  scoped,
} from './rules/access';
import {
  bounded,
  noApiTokens,
  restricted,
  secretsApart,
  type Rule,
} from './rules/pods';
import {
  disruptionsBounded,
  probed,
  scales,
  spread,
  stopsInOrder,
  tokensPaired,
  updatesWithoutGap,
} from './rules/services';

const EVERYWHERE: Record<string, Rule> = {
  restricted,
  noApiTokens,
  bounded,
  secretsApart,
  stopsInOrder,
  probed,
  updatesWithoutGap,
  disruptionsBounded,
  spread,
  tokensPaired,
  defaultDeny,
  addressed,
  callersNamed,
  scoped,
  oneDoor,
};

let objects: Record<string, KubeObject[]>;

beforeAll(async () => {
  await needHelm();
  objects = Object.fromEntries(
    VALUES.map((values) => [values, rendered(values)]),
  );
}, 120_000);

describe.each(VALUES)('with %s.yaml', (values) => {
  test.each(Object.keys(EVERYWHERE))('%s', (rule) => {
    expect(services(objects[values]!).length).toBeGreaterThanOrEqual(4);
    expect(EVERYWHERE[rule]!(objects[values]!)).toEqual([]);
  });
});

test('in production every service scales', () => {
  expect(scales(objects['production']!)).toEqual([]);
});

test('the allowed connections are those of the architecture', () => {
  const asked = [
    'vendors',
    'products',
    'inventory',
    'customers',
    'orders',
    'notifications',
  ];
  const wanted = [
    ...asked.flatMap((app) => [
      `marketplace → ${app}:50002`,
      `${app} → marketplace:50002`,
      `${app} → mongodb:27017`,
    ]),
    ...['marketplace', ...asked].flatMap((app) => [
      `${app} → redis:6379`,
      `${app} → events-redis:6379`,
      `${app} → jaeger:4318`,
    ]),
    'inventory → inventory:50002',
    // Their public keys, to verify their events and tokens.
    'inventory → orders:50002',
    'inventory → products:50002',
    'inventory → vendors:50002',
    'orders → inventory:50002',
    'orders → customers:50002',
    'orders → products:50002',
    'products → orders:50002',
    // Where a mail goes, and the keys of the two for each other.
    'notifications → vendors:50002',
    'vendors → notifications:50002',
    'notifications → customers:50002',
    'customers → notifications:50002',
    'marketplace → jaeger:16686',
    'journey → marketplace:8081',
  ];
  const found = connections(objects['vps']!);
  expect(found.out).toEqual(wanted.sort());
  expect(found.in).toEqual(wanted);
});

test('a service may invoke another where the table of rights lets it ask', () => {
  const apps: readonly string[] = APPS;
  const asking = apps.flatMap((issuer) =>
    apps
      .filter((audience) => scopesOf(issuer, audience).length > 0)
      .map((audience) => `${issuer} → ${audience}`),
  );
  const allowed = ofKind(objects['vps']!, 'Configuration').flatMap(
    ({ metadata: { name }, spec }) =>
      (spec?.accessControl?.policies ?? [])
        .filter(
          ({ defaultAction, operations = [] }) =>
            defaultAction === 'allow' ||
            operations.some(({ name }) => name !== JWKS_PATH),
        )
        .map(({ appId }) => `${appId} → ${name}`),
  );
  expect(allowed.sort()).toEqual(asking.sort());
});

/** A mistake somebody could make, and the finding the rule must report. */
type Slip = [
  rule: string,
  slip: string,
  make: (objects: KubeObject[]) => void,
  finding: RegExp,
];

const named = (kind: string, name: string) => (all: KubeObject[]) =>
  ofKind(all, kind).find(({ metadata }) => metadata.name === name)!;
const deployment = (name: string) => named('Deployment', name);
const app =
  (name: string) =>
  (all: KubeObject[]): Container =>
    podOf(deployment(name)(all)).spec.containers![0]!;
const annotations = (name: string) => (all: KubeObject[]) =>
  podOf(deployment(name)(all)).annotations;
const policy = (name: string) => (all: KubeObject[]) =>
  named('NetworkPolicy', name)(all).spec!;
const without = (all: KubeObject[], kind: string, name: string) => {
  all.splice(all.indexOf(named(kind, name)(all)), 1);
};

const SLIPS: Slip[] = [
  [
    'restricted',
    'a container as root',
    (all) =>
      (podOf(deployment('vendors')(all)).spec.securityContext!.runAsUser = 0),
    /may run as root/,
  ],
  [
    'restricted',
    'no seccomp profile',
    (all) =>
      delete podOf(deployment('vendors')(all)).spec.securityContext!
        .seccompProfile,
    /no seccomp/,
  ],
  [
    'restricted',
    'none for the sidecar',
    (all) =>
      delete annotations('vendors')(all)[
        'dapr.io/sidecar-seccomp-profile-type'
      ],
    /sidecar has no seccomp/,
  ],
  [
    'restricted',
    'a privileged container',
    (all) => (app('vendors')(all).securityContext!.privileged = true),
    /privileged/,
  ],
  [
    'restricted',
    'more privileges',
    (all) =>
      (app('vendors')(all).securityContext!.allowPrivilegeEscalation = true),
    /gain privileges/,
  ],
  [
    'restricted',
    'a capability',
    (all) =>
      (app('vendors')(all).securityContext!.capabilities!.add = ['NET_RAW']),
    /capabilities/,
  ],
  [
    'restricted',
    'a writable root',
    (all) =>
      (app('vendors')(all).securityContext!.readOnlyRootFilesystem = false),
    /write its root/,
  ],
  [
    'restricted',
    'the network of the host',
    (all) => (podOf(deployment('vendors')(all)).spec.hostNetwork = true),
    /host's namespaces/,
  ],
  [
    'restricted',
    'a folder of the host',
    (all) =>
      podOf(deployment('marketplace')(all)).spec.volumes!.push({
        name: 'x',
        hostPath: { path: '/' },
      }),
    /not restricted/,
  ],
  [
    'noApiTokens',
    'a token in the pod',
    (all) =>
      (podOf(deployment('vendors')(all)).spec.automountServiceAccountToken =
        true),
    /token of the Kubernetes/,
  ],
  [
    'noApiTokens',
    'an account that hands them out',
    (all) =>
      delete named('ServiceAccount', 'vendors')(all)
        .automountServiceAccountToken,
    /hands tokens/,
  ],
  [
    'noApiTokens',
    'a role',
    (all) =>
      all.push({
        apiVersion: 'v1',
        kind: 'Role',
        metadata: { name: 'reader' },
      }),
    /needs rights/,
  ],
  [
    'bounded',
    'no request',
    (all) => delete app('vendors')(all).resources!.requests!['cpu'],
    /requests nothing/,
  ],
  [
    'bounded',
    'no limit',
    (all) => delete app('vendors')(all).resources!.limits!['memory'],
    /no limit/,
  ],
  [
    'bounded',
    'a Redis that may fill all its memory',
    (all) => {
      const { containers = [] } = podOf(
        named('StatefulSet', 'events-redis')(all),
      ).spec;
      const { args = [] } = containers[0]!;
      args[args.indexOf('--maxmemory') + 1] = '512mb';
    },
    /killed before it refuses/,
  ],
  [
    'bounded',
    'a sidecar without one',
    (all) => delete annotations('vendors')(all)['dapr.io/sidecar-memory-limit'],
    /no memory-limit/,
  ],
  [
    'secretsApart',
    'a token as a value',
    (all) =>
      app('vendors')(all).env!.push({ name: 'DAPR_API_TOKEN', value: 'x' }),
    /in the open/,
  ],
  [
    'secretsApart',
    'a password in a URI',
    (all) =>
      app('vendors')(all).env!.push({
        name: 'MONGODB_URI',
        value: 'mongodb://a:b@c',
      }),
    /in the open/,
  ],
  [
    'secretsApart',
    'a key in a ConfigMap',
    (all) =>
      (named('ConfigMap', 'mongodb-scripts')(all).data!['k'] =
        '-----BEGIN EC PRIVATE KEY-----'),
    /holds a secret/,
  ],
  [
    'stopsInOrder',
    'an app that goes at once',
    (all) => delete app('vendors')(all).lifecycle,
    /before its sidecar/,
  ],
  [
    'stopsInOrder',
    'a sidecar that goes at once',
    (all) =>
      delete annotations('vendors')(all)['dapr.io/block-shutdown-duration'],
    /before its callers know/,
  ],
  [
    'stopsInOrder',
    'a sidecar that leaves the edge alone',
    (all) =>
      (annotations('marketplace')(all)['dapr.io/block-shutdown-duration'] =
        '5s'),
    /sidecar stops before its app/,
  ],
  [
    'stopsInOrder',
    'too little time',
    (all) =>
      (podOf(deployment('vendors')(all)).spec.terminationGracePeriodSeconds =
        12),
    /killed/,
  ],
  [
    'probed',
    'no startup probe',
    (all) => delete app('vendors')(all).startupProbe,
    /startup/,
  ],
  [
    'probed',
    'readiness of the process only',
    (all) => (app('vendors')(all).readinessProbe!.httpGet!.path = '/livez'),
    /readiness/,
  ],
  [
    'probed',
    'liveness with the database',
    (all) => (app('vendors')(all).livenessProbe!.httpGet!.path = '/readyz'),
    /liveness/,
  ],
  [
    'updatesWithoutGap',
    'one pod fewer',
    (all) =>
      (deployment('vendors')(
        all,
      ).spec!.strategy!.rollingUpdate!.maxUnavailable = 1),
    /goes before/,
  ],
  [
    'disruptionsBounded',
    'no budget',
    (all) => without(all, 'PodDisruptionBudget', 'vendors'),
    /0 disruption/,
  ],
  [
    'spread',
    'no spread',
    (all) =>
      podOf(deployment('vendors')(all)).spec.topologySpreadConstraints!.pop(),
    /not spread/,
  ],
  [
    'tokensPaired',
    'another token',
    (all) =>
      (annotations('vendors')(all)['dapr.io/app-token-secret'] =
        'products-app-token'),
    /differ about the app/,
  ],
  [
    'defaultDeny',
    'no default',
    (all) => without(all, 'NetworkPolicy', 'default-deny'),
    /denies by default/,
  ],
  [
    'defaultDeny',
    'a pod nobody thought of',
    (all) =>
      all.push({
        ...structuredClone(deployment('vendors')(all)),
        metadata: { name: 'x' },
        spec: { template: { metadata: { labels: { a: 'b' } }, spec: {} } },
      }),
    /no policy/,
  ],
  [
    'defaultDeny',
    'one direction only',
    (all) => (policy('vendors')(all).policyTypes = ['Ingress']),
    /one way open/,
  ],
  [
    'defaultDeny',
    'calls from anywhere',
    (all) => delete policy('vendors')(all).ingress![0]!.from,
    /from anywhere/,
  ],
  [
    'defaultDeny',
    'a way out that leads nowhere',
    (all) =>
      policy('vendors')(all).egress!.push({
        to: [
          {
            podSelector: {
              matchLabels: { 'app.kubernetes.io/name': 'products' },
            },
          },
        ],
        ports: [{ port: 50002 }],
      }),
    /not in/,
  ],
  [
    'defaultDeny',
    'a way in that nobody takes',
    (all) =>
      policy('redis')(all).ingress!.push(
        {
          from: [
            {
              podSelector: {
                matchLabels: { 'app.kubernetes.io/name': 'journey' },
              },
            },
          ],
          ports: [{ port: 6379 }],
        },
        {
          from: [
            {
              podSelector: {
                matchLabels: { 'app.kubernetes.io/name': 'jaeger' },
              },
            },
          ],
          ports: [{ port: 6379 }],
        },
      ),
    /not out/,
  ],
  [
    'addressed',
    'a port where nothing listens',
    (all) =>
      (app('marketplace')(all).env!.find(
        ({ name }) => name === 'JAEGER_QUERY_URL',
      )!.value = 'http://jaeger:16685'),
    /marketplace: JAEGER_QUERY_URL leads to jaeger:16685, where nothing is/,
  ],
  [
    'addressed',
    'a server that is closed to it',
    (all) =>
      app('vendors')(all).env!.push({
        name: 'JAEGER_QUERY_URL',
        value: 'http://jaeger:16686',
      }),
    /vendors: JAEGER_QUERY_URL leads to jaeger:16686, where it may not go/,
  ],
  [
    'callersNamed',
    'everyone',
    (all) =>
      (named(
        'Configuration',
        'vendors',
      )(all).spec!.accessControl!.defaultAction = 'allow'),
    /everyone/,
  ],
  [
    'callersNamed',
    'a caller without a connection',
    (all) =>
      named(
        'Configuration',
        'vendors',
      )(all).spec!.accessControl!.policies!.push({
        appId: 'products',
        defaultAction: 'allow',
      }),
    /not connect/,
  ],
  [
    'callersNamed',
    'a connection without a right',
    (all) =>
      (named('Configuration', 'vendors')(all).spec!.accessControl!.policies =
        []),
    /not invoke/,
  ],
  [
    'callersNamed',
    'a right to nothing',
    (all) =>
      delete named('Configuration', 'marketplace')(all).spec!.accessControl!
        .policies![0]!.operations,
    /may do nothing/,
  ],
  [
    'scoped',
    'a component without scopes',
    (all) => delete named('Component', 'bus')(all).scopes,
    /everybody/,
  ],
  [
    'scoped',
    'a misspelt scope',
    (all) => named('Component', 'bus')(all).scopes!.push('vendor'),
    /no app/,
  ],
  [
    'scoped',
    'all secrets',
    (all) =>
      (named(
        'Configuration',
        'vendors',
      )(all).spec!.secrets!.scopes[0]!.defaultAccess = 'allow'),
    /every secret/,
  ],
  [
    'oneDoor',
    'a path for the sidecar',
    (all) =>
      ofKind(all, 'Ingress')[0]!.spec!.rules![0]!.http.paths.push({
        path: '/events',
        backend: { service: { name: 'marketplace', port: { name: 'http' } } },
      }),
    /leads \/events/,
  ],
  [
    'oneDoor',
    'the inner port',
    (all) =>
      (ofKind(
        all,
        'Ingress',
      )[0]!.spec!.rules![0]!.http.paths[0]!.backend.service.port = {
        name: 'http',
      }),
    /leads/,
  ],
  [
    'oneDoor',
    'a door that leads inside',
    (all) =>
      (named(
        'Service',
        'marketplace',
      )(all).spec!.ports!.find(({ name }) => name === 'public')!.targetPort =
        'http'),
    /does not lead/,
  ],
  [
    'oneDoor',
    'a port of the node',
    (all) => (named('Service', 'vendors')(all).spec!.type = 'NodePort'),
    /past the ingress/,
  ],
];

describe('a mistake is found', () => {
  test.each(SLIPS)('%s: %s', (rule, _slip, make, finding) => {
    const all = structuredClone(objects['vps']!);
    make(all);
    expect(EVERYWHERE[rule]!(all).join('\n')).toMatch(finding);
  });

  test('scales: a service without an autoscaler, with fixed replicas, with a minimum of one, without CPU', () => {
    const all = structuredClone(objects['production']!);
    without(all, 'HorizontalPodAutoscaler', 'vendors');
    deployment('products')(all).spec!.replicas = 2;
    named('HorizontalPodAutoscaler', 'inventory')(all).spec!.minReplicas = 1;
    named('HorizontalPodAutoscaler', 'marketplace')(all).spec!.metrics = [
      { type: 'Pods' },
    ];
    expect(scales(all).sort()).toEqual([
      'inventory: may be down to one',
      'marketplace: does not grow by CPU',
      'products: every upgrade would undo the scaling',
      'vendors: is not scaled',
    ]);
  });

  test('each rule has one', () => {
    expect(
      Object.keys(EVERYWHERE).filter(
        (rule) => !SLIPS.some(([of]) => of === rule),
      ),
    ).toEqual([]);
    expect(pods(objects['vps']!).length).toBeGreaterThan(6);
  });
});
