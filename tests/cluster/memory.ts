import { z } from 'zod';
import { kubectl, list, namespace } from './kubectl';

const SAMPLE_MS = 5_000;
const MIB = 1024 * 1024;
const LINE =
  /^container_memory_working_set_bytes\{container="([^"]+)",namespace="([^"]+)",pod="([^"]+)"\} ([\d.e+]+)/;

/** A pod's name without what its controller appends. */
const workload = (pod: string): string =>
  pod.replace(/-[a-z0-9]{6,10}-[a-z0-9]{5}$|-\d+$/, '');

const nodes = async (): Promise<string[]> =>
  (await kubectl('get', 'nodes', '--output', 'name'))
    .trim()
    .split('\n')
    .map((name) => name.replace('node/', ''));

/** MiB of memory that the containers use now, by `workload/container`. */
export async function memoryNow(): Promise<Map<string, number>> {
  const used = new Map<string, number>();
  for (const node of await nodes()) {
    const text = await kubectl(
      'get',
      '--raw',
      `/api/v1/nodes/${node}/proxy/metrics/resource`,
    );
    for (const line of text.split('\n')) {
      const [, container, from, pod = '', bytes] = LINE.exec(line) ?? [];
      if (from !== namespace && from !== 'dapr-system') continue;
      const name = `${workload(pod)}/${container}`;
      const mib = Math.ceil(Number(bytes) / MIB);
      used.set(name, Math.max(used.get(name) ?? 0, mib));
    }
  }
  return used;
}

/** The highest of each since it was begun. */
export class Peaks {
  readonly highest = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  begin(): void {
    this.timer = setInterval(() => void this.sample(), SAMPLE_MS);
  }

  end(): void {
    clearInterval(this.timer);
  }

  private async sample(): Promise<void> {
    const now = await memoryNow().catch(() => new Map<string, number>());
    for (const [name, mib] of now)
      this.highest.set(name, Math.max(this.highest.get(name) ?? 0, mib));
  }
}

const Quantities = z.object({ memory: z.string().optional() }).default({});
const Container = z.object({
  name: z.string(),
  resources: z
    .object({ requests: Quantities, limits: Quantities })
    .partial()
    .default({}),
});
const State = z.object({
  name: z.string(),
  restartCount: z.number(),
  lastState: z
    .object({ terminated: z.object({ reason: z.string() }).optional() })
    .default({}),
});
const Pod = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    containers: z.array(Container),
    initContainers: z.array(Container).default([]),
  }),
  status: z.object({
    containerStatuses: z.array(State).default([]),
    initContainerStatuses: z.array(State).default([]),
  }),
});

const mib = (quantity: string | undefined): number => {
  const [, number, unit] = /^(\d+)(Ki|Mi|Gi)?$/.exec(quantity ?? '') ?? [];
  const scale = { Ki: 1 / 1024, Mi: 1, Gi: 1024 }[unit ?? ''] ?? 1 / MIB;
  return Math.round(Number(number) * scale);
};

export interface Bounds {
  request: number;
  limit: number;
  /** Ended at least once for lack of memory. */
  killed: boolean;
}

/** What the containers of the namespace ask for and may have, in MiB. */
export async function bounds(): Promise<Map<string, Bounds>> {
  const all = new Map<string, Bounds>();
  for (const { metadata, spec, status } of await list('pods', Pod)) {
    const states = [
      ...status.containerStatuses,
      ...status.initContainerStatuses,
    ];
    for (const { name, resources } of [
      ...spec.containers,
      ...spec.initContainers,
    ])
      all.set(`${workload(metadata.name)}/${name}`, {
        request: mib(resources.requests?.memory),
        limit: mib(resources.limits?.memory),
        killed: states.some(
          (state) =>
            state.name === name &&
            state.lastState.terminated?.reason === 'OOMKilled',
        ),
      });
  }
  return all;
}
