import { z } from 'zod';
import { ProcessIdentity } from './signals';

/** What `endpoints.json` says of each process, under `parts`. */
export const ProcessStatus = z.object({
  pid: z.int(),
  port: z.int(),
  restarts: z.int(),
  state: z.enum(['starting', 'ready', 'stopped']),
  log: z.string(),
  metrics: z.string().optional(),
  /** Absent while nothing runs. */
  process: ProcessIdentity.optional(),
});
export type ProcessStatus = z.infer<typeof ProcessStatus>;
