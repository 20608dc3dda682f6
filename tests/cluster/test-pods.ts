import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { apply, kubectl, list, settings } from './kubectl';

/**
 * Test pods in the namespace. They use the image of the marketplace, which has
 * Node.
 */

const Deployment = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({
        containers: z.array(
          z.object({ image: z.string(), imagePullPolicy: z.string() }),
        ),
      }),
    }),
  }),
});

async function nodeImage(): Promise<{
  image: string;
  imagePullPolicy: string;
}> {
  const [marketplace] = await list(
    'deployment',
    Deployment,
    '--field-selector',
    'metadata.name=marketplace',
  );
  return marketplace!.spec.template.spec.containers[0]!;
}

async function pod(
  name: string,
  annotations: Record<string, string>,
  container: object,
  volumes: object[] = [],
): Promise<void> {
  const bounds = {
    requests: { cpu: '20m', memory: '64Mi' },
    limits: { memory: '256Mi' },
  };
  await apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      labels: { app: name, 'souk/client': 'true' },
      annotations,
    },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 30,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 10_001,
        fsGroup: 10_001,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [
        {
          name: 'app',
          ...(await nodeImage()),
          resources: bounds,
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
          ...container,
        },
      ],
      volumes,
    },
  });
}

/** Lets a test pod connect out to anything, and in to one port of one app. */
async function allowTraffic(
  name: string,
  to: { app: string; port: number },
): Promise<void> {
  const policy = (of: string, podSelector: object, rules: object) =>
    apply({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: of },
      spec: { podSelector, ...rules },
    });
  await policy(
    `${name}-out`,
    { matchLabels: { app: name } },
    { policyTypes: ['Egress'], egress: [{}] },
  );
  const from = [{ podSelector: { matchLabels: { app: name } } }];
  await policy(
    `${name}-in`,
    { matchLabels: { 'app.kubernetes.io/name': to.app } },
    {
      policyTypes: ['Ingress'],
      ingress: [{ from, ports: [{ port: to.port }] }],
    },
  );
}

/**
 * An app with a sidecar that no access policy names; only the network lets it
 * through.
 */
export async function stranger(): Promise<void> {
  await allowTraffic('stranger', { app: 'inventory', port: 50_002 });
  await pod(
    'stranger',
    {
      'dapr.io/enabled': 'true',
      'dapr.io/app-id': 'stranger',
      'dapr.io/disable-builtin-k8s-secret-store': 'true',
      'dapr.io/sidecar-seccomp-profile-type': 'RuntimeDefault',
    },
    {
      command: [
        '/usr/bin/tini',
        '--',
        'node',
        '--eval',
        'setInterval(() => {}, 1e6)',
      ],
    },
  );
}

const TCP_PROXY = `require('node:net').createServer((client) => {
  const shop = require('node:net').connect(80, 'marketplace');
  for (const [one, other] of [[client, shop], [shop, client]])
    one.pipe(other).on('error', () => one.destroy()).on('close', () => one.destroy());
}).listen(8080)`;

/** A pod at whose port 8080 the shop is reached by its Service. */
export async function ingress(name: string): Promise<void> {
  await allowTraffic(name, { app: 'marketplace', port: 8081 });
  await pod(
    name,
    {},
    { command: ['/usr/bin/tini', '--', 'node', '--eval', TCP_PROXY] },
  );
  await kubectl(
    'wait',
    `pod/${name}`,
    '--for=condition=Ready',
    '--timeout=120s',
  );
}

const Running = z.object({
  spec: z.object({ template: z.object({ spec: z.looseObject({}) }) }),
});

/** A pod of the app that Dapr's injector has overlooked. */
export async function overlooked(app: string, name: string): Promise<void> {
  const [deployment] = await list(
    'deployment',
    Running,
    '--field-selector',
    `metadata.name=${app}`,
  );
  await apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { ...deployment?.spec.template.spec, restartPolicy: 'Never' },
  });
}

/** Runs trader.ts in a pod, from a ConfigMap. */
export async function trader(name: string): Promise<void> {
  await allowTraffic(name, { app: 'marketplace', port: 8081 });
  const script = readFileSync(join(settings.work, 'trader.js'), 'utf8');
  await apply({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name },
    data: { 'trader.js': script },
  });
  await pod(
    name,
    {},
    {
      command: ['/usr/bin/tini', '--', 'node', '/script/trader.js'],
      volumeMounts: [{ name: 'script', mountPath: '/script' }],
    },
    [{ name: 'script', configMap: { name } }],
  );
}

/** A Dapr whose injector leaves sidecars their capabilities; it runs nothing. */
export const injectorWithCapabilities = (namespace: string): object[] => [
  {
    apiVersion: 'dapr.io/v1alpha1',
    kind: 'Configuration',
    metadata: { name: 'daprsystem', namespace },
    spec: {
      mtls: {
        enabled: true,
        controlPlaneTrustDomain: 'cluster.local',
        sentryAddress: 'sentry:443',
      },
    },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'dapr-sidecar-injector', namespace },
    spec: {
      replicas: 0,
      selector: { matchLabels: { app: 'injector' } },
      template: {
        metadata: { labels: { app: 'injector' } },
        spec: {
          containers: [
            {
              name: 'injector',
              image: 'none',
              env: [{ name: 'SIDECAR_DROP_ALL_CAPABILITIES', value: 'false' }],
            },
          ],
        },
      },
    },
  },
];
