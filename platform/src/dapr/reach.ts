import { z } from 'zod';
import { jsonOf, type Sidecar } from './sidecar';

/**
 * How far a call to another app comes: `ready` and `not-ready` are the app's
 * own word; `app-away`: its sidecar is there, the app is not; `away`: its
 * sidecar is not there, so nobody can tell of the app; `silent`: no answer in
 * time from either.
 */
export type Reach = 'ready' | 'not-ready' | 'app-away' | 'away' | 'silent';

const NotInvoked = z.object({
  errorCode: z.literal('ERR_DIRECT_INVOKE'),
  message: z.string(),
});
// Dapr answers 500 with the same code whichever of the two is gone; only its
// message tells (1.18, a system test watches it).
const BY_ITS_SIDECAR = 'error invoking app channel';
const WITHIN_MS = 2_000;

/** Asks an app through both sidecars whether it is ready; never throws. */
export async function reach(sidecar: Sidecar, app: string): Promise<Reach> {
  const path = `/v1.0/invoke/${app}/method/readyz`;
  const answer = await sidecar
    .request({ method: 'GET', path, timeoutMs: WITHIN_MS })
    .catch(() => undefined);
  if (!answer) return 'silent';
  if (answer.status === 200) return 'ready';
  const refused = NotInvoked.safeParse(jsonOf(answer.text));
  if (!refused.success) return 'not-ready';
  return refused.data.message.includes(BY_ITS_SIDECAR) ? 'app-away' : 'away';
}
