import { z } from 'zod';
import { jsonOf, type Sidecar } from './sidecar';

/**
 * Whether another app can be reached. `ready` and `not-ready` come from the app
 * itself. `app-away`: its sidecar answers, the app does not. `away`: its
 * sidecar does not answer, so the state of the app is unknown. `silent`: no
 * answer in time.
 */
export type Reach = 'ready' | 'not-ready' | 'app-away' | 'away' | 'silent';

const NotInvoked = z.object({
  errorCode: z.literal('ERR_DIRECT_INVOKE'),
  message: z.string(),
});
// Dapr answers 500 with the same code in both cases; only the message differs
// (1.18; a system test checks it).
const FROM_ITS_SIDECAR = 'error invoking app channel';
const TIMEOUT_MS = 2_000;

/** Asks an app for its readiness through both sidecars; never throws. */
export async function reach(sidecar: Sidecar, app: string): Promise<Reach> {
  const path = `/v1.0/invoke/${app}/method/readyz`;
  const answer = await sidecar
    .request({ method: 'GET', path, timeoutMs: TIMEOUT_MS })
    .catch(() => undefined);
  if (!answer) return 'silent';
  if (answer.status === 200) return 'ready';
  const refused = NotInvoked.safeParse(jsonOf(answer.text));
  if (!refused.success) return 'not-ready';
  return refused.data.message.includes(FROM_ITS_SIDECAR) ? 'app-away' : 'away';
}
