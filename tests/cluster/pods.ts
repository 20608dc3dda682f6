import { until } from '@souk/platform/testing/until';
import { z } from 'zod';
import { kubectl, list } from './kubectl';

const Condition = z.object({ type: z.string(), status: z.string() });

const Pod = z.object({
  metadata: z.object({
    name: z.string(),
    uid: z.string(),
    deletionTimestamp: z.string().optional(),
    labels: z.record(z.string(), z.string()).default({}),
  }),
  spec: z.object({ containers: z.array(z.object({ name: z.string() })) }),
  status: z.object({ phase: z.string().optional(), conditions: z.array(Condition).default([]) }),
});
export type Pod = z.infer<typeof Pod>;

export const SERVICES = 'souk/sidecar=true';

export const podsOf = async (selector: string): Promise<Pod[]> =>
  (await list('pods', Pod, '--selector', selector)).filter(({ metadata }) => metadata.deletionTimestamp === undefined);

export const isReady = ({ status }: Pod): boolean =>
  status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True');

export const appOf = ({ metadata }: Pod): string => metadata.labels['app.kubernetes.io/name'] ?? '';

/** Exactly so many pods of the app are there, and all of them are ready. */
export const settled = (app: string, replicas: number): Promise<unknown> =>
  until(
    `${app} has ${replicas} ready`,
    async () => {
      const pods = await podsOf(`app.kubernetes.io/name=${app}`);
      return pods.length === replicas && pods.every(isReady);
    },
    240_000,
  );

/** Gone without a word, as when a node dies: no preStop, no SIGTERM, nothing drained. */
export async function kill(app: string): Promise<void> {
  const [pod] = await podsOf(`app.kubernetes.io/name=${app}`);
  await kubectl('delete', 'pod', pod!.metadata.name, '--grace-period=0', '--force', '--wait=false');
  await until(
    `${app} has another pod, which is ready`,
    async () => {
      const pods = await podsOf(`app.kubernetes.io/name=${app}`);
      return pods.every(({ metadata }) => metadata.uid !== pod!.metadata.uid) && pods.some(isReady);
    },
    240_000,
  );
}

export async function restart(app: string): Promise<void> {
  await kubectl('rollout', 'restart', `deployment/${app}`);
  await kubectl('rollout', 'status', `deployment/${app}`, '--timeout=300s');
}

export const scale = async (app: string, replicas: number): Promise<void> => {
  await kubectl('scale', `deployment/${app}`, `--replicas=${replicas}`);
  await settled(app, replicas);
};
