import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { readJson } from '../lib/json-file';
import { endpointsFile, stateDir } from '../lib/paths';
import { ProcessIdentity } from '../processes/signals';

const PartStatus = z.object({
  pid: z.int(),
  port: z.int(),
  restarts: z.int(),
  state: z.enum(['starting', 'ready', 'stopped']),
  log: z.string(),
  metrics: z.string().optional(),
  /** Absent while nothing runs. */
  process: ProcessIdentity.optional(),
});
export type PartStatus = z.infer<typeof PartStatus>;

const Endpoints = z.object({
  startedAt: z.string(),
  pid: z.int(),
  supervisor: ProcessIdentity,
  /**
   * Set from when it was told to stop: who wants the state directory next only
   * has to wait.
   */
  stopping: z.boolean().optional(),
  urls: z.object({
    api: z.string(),
    docs: z.string(),
    jaeger: z.string().optional(),
    otlp: z.string().optional(),
    mongodb: z.string(),
    redis: z.string(),
  }),
  databasePrefix: z.string().default(''),
  parts: z.record(z.string(), PartStatus),
  /** Where daprd, placement and scheduler are. */
  binDir: z.string(),
  demo: z.object({
    vendorEmail: z.string(),
    vendorPassword: z.string(),
    operatorKeyFile: z.string(),
  }),
});
export type Endpoints = z.infer<typeof Endpoints>;

/**
 * @throws Error telling to start the marketplace when nothing was started
 * there.
 */
export async function readEndpoints(
  path = process.env['SOUK_ENDPOINTS'] ?? endpointsFile(stateDir()),
): Promise<Endpoints> {
  const endpoints = await findEndpoints(path);
  if (!endpoints)
    throw new Error(
      'The marketplace does not run here: start it with `npm start`',
    );
  return endpoints;
}

/**
 * Undefined when there is no such file, or one that an earlier version wrote.
 */
export async function findEndpoints(
  path: string,
): Promise<Endpoints | undefined> {
  const parsed = Endpoints.safeParse(await readJson(path));
  return parsed.success ? parsed.data : undefined;
}

/**
 * Readers see the old file or the new one, never half of it; synchronous, so
 * that a crash right after a start knows the pid.
 */
export function writeEndpoints(path: string, endpoints: Endpoints): void {
  mkdirSync(dirname(path), { recursive: true });
  const next = `${path}.${process.pid}`;
  writeFileSync(next, `${JSON.stringify(endpoints, null, 2)}\n`, {
    mode: 0o600,
  });
  renameSync(next, path);
}
