import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../../fixtures/free-port';
import { placementPart, schedulerPart } from './control-plane';
import type { Part } from './part';
import {
  sidecarPart,
  type RunningSidecar,
  type SidecarOptions,
} from './sidecar-part';

/**
 * Placement, scheduler and as many sidecars as a test wants: real ones, on
 * ports and in folders of their own.
 */
export interface Lab {
  placement: Part;
  scheduler: Part;
  sidecar(options: SidecarOptions): Promise<RunningSidecar>;
  /** A name no other run has used, for topics and ids. */
  fresh(name: string): string;
  stop(): Promise<void>;
}

function setting(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(
      `${name} is not set; \`npm test\` starts the parts and sets it`,
    );
  return value;
}

/**
 * @throws Error when the binaries or Redis were not given: without them these
 * tests would prove nothing.
 */
export async function startLab(): Promise<Lab> {
  const bin = setting('SOUK_BIN_DIR');
  const redis = setting('SOUK_TEST_REDIS');
  const dir = await mkdtemp(join(tmpdir(), 'sidecar-lab-'));
  const fresh = (name: string) => `${name}-${randomUUID().slice(0, 8)}`;
  const [placementPort = 0, schedulerPort = 0, ...others] = await freePorts(9);
  const placement = placementPart(join(bin, 'placement'), dir, [
    placementPort,
    ...others.slice(0, 3),
  ]);
  const scheduler = schedulerPart(join(bin, 'scheduler'), dir, [
    schedulerPort,
    ...others.slice(3),
  ]);
  await Promise.all([placement.start(), scheduler.start()]);
  const sidecars: RunningSidecar[] = [];
  return {
    placement,
    scheduler,
    fresh,
    async sidecar(options) {
      const appId = options.replicaOf ?? fresh(options.app);
      const started = await sidecarPart(
        { dir, bin, redis, placementPort, schedulerPort },
        { ...options, appId },
      );
      sidecars.push(started);
      await started.start();
      return started;
    },
    async stop() {
      await Promise.all(
        sidecars.map((sidecar) =>
          sidecar.end('SIGTERM').then(() => sidecar.door.close()),
        ),
      );
      await Promise.all([scheduler.end('SIGTERM'), placement.end('SIGTERM')]);
      await rm(dir, { recursive: true, force: true });
    },
  };
}
