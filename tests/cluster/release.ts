import { join } from 'node:path';
import { ROOT } from '@souk/tools/lib/paths';
import { z } from 'zod';
import { helm, list, settings } from './kubectl';

const CHART = join(ROOT, 'charts', 'souk');

/** Installs or upgrades the release under test from the working tree. */
export const install = (...flags: string[]): Promise<string> =>
  helm(
    'upgrade',
    '--install',
    'souk',
    CHART,
    ...settings.values.flatMap((file) => ['--values', file]),
    '--wait',
    '--timeout',
    '12m',
    ...flags,
  );

const Release = z.object({
  revision: z.string(),
  status: z.string(),
  chart: z.string(),
});

/** The release as helm lists it. */
export async function deployed(): Promise<z.infer<typeof Release>> {
  const [release] = z
    .array(Release)
    .parse(JSON.parse(await helm('list', '--filter', '^souk$', '-o', 'json')));
  if (!release) throw new Error('There is no release');
  return release;
}

const Named = z.object({
  kind: z.string(),
  metadata: z.object({ name: z.string() }),
});
const KINDS = [
  'deployment,statefulset,replicaset,job,pod,service,configmap,secret,serviceaccount,networkpolicy,ingress',
  'poddisruptionbudget,horizontalpodautoscaler,role,rolebinding',
  'components.dapr.io,configurations.dapr.io,resiliencies.dapr.io,subscriptions.dapr.io,persistentvolumeclaim',
].join(',');
/** Created by Kubernetes and Dapr in every namespace. */
const GIVEN = /^(ConfigMap\/(kube-root-ca\.crt)|ServiceAccount\/default)$/;

const objects = async () =>
  (await list(KINDS, Named)).map(
    ({ kind, metadata }) => `${kind}/${metadata.name}`,
  );

let before: string[] = [];

/** Remembers what the namespace has before anything is installed. */
export async function noteObjects(): Promise<void> {
  before = await objects();
}

/** What has come to the namespace since then. */
export const added = async (): Promise<string[]> =>
  (await objects()).filter(
    (name) => !GIVEN.test(name) && !before.includes(name),
  );
