import { z } from 'zod';
import { AppError } from '../http/errors';
import type { Sidecar } from './sidecar';

const Metadata = z.looseObject({
  actorRuntime: z.looseObject({ hostReady: z.boolean().optional() }).optional(),
});

/**
 * Resolves when the sidecar can work for us. An actor host also needs
 * `hostReady`: the health endpoint stays green when placement is lost later.
 * @throws AppError `dependency-unavailable` otherwise.
 */
export async function sidecarReady(
  sidecar: Pick<Sidecar, 'request'>,
  { actors }: { actors: boolean },
): Promise<void> {
  const response = await sidecar
    .request({ method: 'GET', path: '/v1.0/metadata', timeoutMs: 2_000 })
    .catch((cause: unknown) => {
      throw notReady(
        'The sidecar does not answer; its own log says why (usually Redis is down)',
        cause,
      );
    });
  const metadata = Metadata.safeParse(
    response.status === 200 ? JSON.parse(response.text) : {},
  );
  const hosting =
    metadata.success && metadata.data.actorRuntime?.hostReady === true;
  if (response.status !== 200) throw notReady('The sidecar is not ready');
  if (actors && !hosting)
    throw notReady(
      'The sidecar does not host actors: is the placement service up?',
    );
}

const notReady = (detail: string, cause?: unknown) =>
  new AppError('unavailable', 'dependency-unavailable', detail, { cause });
