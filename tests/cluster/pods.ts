import { until } from '@souk/platform/testing/until';
import { z } from 'zod';
import { evaluate, kubectl, list } from './kubectl';

const Condition = z.object({ type: z.string(), status: z.string() });
const Container = z.object({ name: z.string(), restartCount: z.number() });

const Pod = z.object({
  metadata: z.object({
    name: z.string(),
    uid: z.string(),
    deletionTimestamp: z.string().optional(),
    labels: z.record(z.string(), z.string()).default({}),
  }),
  spec: z.object({ containers: z.array(z.object({ name: z.string() })) }),
  status: z.object({
    phase: z.string().optional(),
    conditions: z.array(Condition).default([]),
    containerStatuses: z.array(Container).default([]),
  }),
});
export type Pod = z.infer<typeof Pod>;

export const SERVICES = 'souk/sidecar=true';

export const podsOf = async (selector: string): Promise<Pod[]> =>
  (await list('pods', Pod, '--selector', selector)).filter(
    ({ metadata }) => metadata.deletionTimestamp === undefined,
  );

export const isReady = ({ status }: Pod): boolean =>
  status.conditions.some(
    ({ type, status: is }) => type === 'Ready' && is === 'True',
  );

export const appOf = ({ metadata }: Pod): string =>
  metadata.labels['app.kubernetes.io/name'] ?? '';

/** Waits until the app has exactly this many pods, all ready. */
export const waitForReplicas = (
  app: string,
  replicas: number,
): Promise<unknown> =>
  until(
    `${app} has ${replicas} ready`,
    async () => {
      const pods = await podsOf(`app.kubernetes.io/name=${app}`);
      return pods.length === replicas && pods.every(isReady);
    },
    240_000,
  );

/** Kills a pod as when a node dies: no preStop, no SIGTERM, nothing drained. */
export async function kill(app: string): Promise<void> {
  const [pod] = await podsOf(`app.kubernetes.io/name=${app}`);
  await kubectl(
    'delete',
    'pod',
    pod!.metadata.name,
    '--grace-period=0',
    '--force',
    '--wait=false',
  );
  await until(
    `${app} has a new pod that is ready`,
    async () => {
      const pods = await podsOf(`app.kubernetes.io/name=${app}`);
      return (
        pods.every(({ metadata }) => metadata.uid !== pod!.metadata.uid) &&
        pods.some(isReady)
      );
    },
    240_000,
  );
}

/**
 * Makes the sidecar exit, as when the app finds that actor calls hang, and
 * waits until it is back.
 */
export async function endSidecar(app: string): Promise<void> {
  const [pod] = await podsOf(`app.kubernetes.io/name=${app}`);
  const headers = `{ 'dapr-api-token': process.env.DAPR_API_TOKEN ?? '' }`;
  await evaluate(
    pod!.metadata.name,
    `const { status } = await fetch('http://127.0.0.1:3500/v1.0/shutdown', { method: 'POST', headers: ${headers} });
     if (status !== 204) throw new Error('answered ' + status);`,
  );
  await until(
    `the pod of ${app} has a new sidecar and is ready`,
    async () => {
      const [now] = (await podsOf(`app.kubernetes.io/name=${app}`)).filter(
        ({ metadata }) => metadata.uid === pod!.metadata.uid,
      );
      return (
        now !== undefined &&
        sidecarRestarts(now) === sidecarRestarts(pod!) + 1 &&
        isReady(now)
      );
    },
    240_000,
  );
}

const sidecarRestarts = ({ status }: Pod): number =>
  status.containerStatuses.find(({ name }) => name === 'daprd')?.restartCount ??
  0;

export async function restart(app: string): Promise<void> {
  await kubectl('rollout', 'restart', `deployment/${app}`);
  await kubectl('rollout', 'status', `deployment/${app}`, '--timeout=300s');
}

export const scale = async (app: string, replicas: number): Promise<void> => {
  await kubectl('scale', `deployment/${app}`, `--replicas=${replicas}`);
  await waitForReplicas(app, replicas);
};
