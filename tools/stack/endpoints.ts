import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { readJson } from '../lib/json-file';
import { endpointsFile, stateDir } from '../lib/paths';
import { ProcessStatus } from '../processes/process-status';
import { ProcessIdentity } from '../processes/signals';

const Endpoints = z.object({
  startedAt: z.string(),
  pid: z.int(),
  supervisor: ProcessIdentity,
  /**
   * Set while it stops: another start that needs the state directory has to
   * wait.
   */
  stopping: z.boolean().optional(),
  urls: z.object({
    api: z.string(),
    docs: z.string(),
    jaeger: z.string().optional(),
    otlp: z.string().optional(),
    mongodb: z.string(),
    redis: z.string(),
    eventsRedis: z.string(),
  }),
  databasePrefix: z.string().default(''),
  parts: z.record(z.string(), ProcessStatus),
  /** Where daprd, placement and scheduler are. */
  binDir: z.string(),
  demo: z.object({
    vendorEmail: z.string(),
    vendorPassword: z.string(),
    operatorKeyFile: z.string(),
  }),
});
export type Endpoints = z.infer<typeof Endpoints>;

/** @throws Error when the marketplace is not running. */
export async function readEndpoints(
  path = process.env['SOUK_ENDPOINTS'] ?? endpointsFile(stateDir()),
): Promise<Endpoints> {
  const endpoints = await findEndpoints(path);
  if (!endpoints)
    throw new Error(
      'The marketplace is not running: start it with `npm start`',
    );
  return endpoints;
}

/** Undefined when there is no such file, or an earlier version wrote it. */
export async function findEndpoints(
  path: string,
): Promise<Endpoints | undefined> {
  const parsed = Endpoints.safeParse(await readJson(path));
  return parsed.success ? parsed.data : undefined;
}

/**
 * Replaces the file atomically. Synchronous, so that the pid is recorded even
 * if a crash follows at once.
 */
export function writeEndpoints(path: string, endpoints: Endpoints): void {
  mkdirSync(dirname(path), { recursive: true });
  const next = `${path}.${process.pid}`;
  writeFileSync(next, `${JSON.stringify(endpoints, null, 2)}\n`, {
    mode: 0o600,
  });
  renameSync(next, path);
}
