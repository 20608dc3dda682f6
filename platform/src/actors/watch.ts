import { randomBytes, randomInt } from 'node:crypto';
import type { Logger } from '../telemetry/logger';
import type { Sidecar } from '../dapr/sidecar';
import { sidecarReady } from '../dapr/sidecar-health';

export interface ActorWatchDeps {
  sidecar: Pick<Sidecar, 'request'>;
  /** A type this process hosts. */
  type: string;
  log: Pick<Logger, 'error' | 'warn'>;
}

/**
 * A method that no actor has: the host refuses it at once, without touching a
 * store or an actor.
 */
const METHOD = 'watch';
const ANSWER_MS = 2_000;
/**
 * Calls several actors, so that some are placed on this host even when other
 * hosts fail.
 */
const ACTORS = 8;
/** A fixed set of ids, so that the sidecar learns no more. */
const IDS = 1_000;
/**
 * Longer than placement locks its tables while hosts change, which is 8 s at
 * most.
 */
const ROUNDS = 4;

/**
 * Tells whether actor calls through the sidecar hang for good, one look at a
 * time: true when none was answered for several looks on end, though the
 * sidecar says that it hosts actors. A sidecar whose tables were changed too
 * slowly stays like that (Dapr 1.18.2; dapr/dapr#10370 tells of the same in
 * 1.16), and nothing but its restart helps.
 */
export function actorLook({
  sidecar,
  type,
}: Omit<ActorWatchDeps, 'log'>): () => Promise<boolean> {
  let silent = 0;
  const answered = () => {
    const path = `/v1.0/actors/${type}/watch-${randomInt(IDS)}/method/${METHOD}`;
    return sidecar.request({
      method: 'PUT',
      path,
      headers: unsampled(),
      body: {},
      timeoutMs: ANSWER_MS,
    });
  };
  const anyAnswered = () =>
    Promise.any(Array.from({ length: ACTORS }, answered));
  const look = async (): Promise<boolean> => {
    // Without placement calls hang as well, and a restart does not help.
    if (!(await holds(sidecarReady(sidecar, { actors: true })))) return true;
    return (await holds(answered())) || holds(anyAnswered());
  };
  return async () => {
    silent = (await look()) ? 0 : silent + 1;
    return silent >= ROUNDS;
  };
}

/**
 * Shuts the sidecar down when actor calls through it hang for good; its
 * supervisor restarts it.
 */
export function actorWatch(
  deps: ActorWatchDeps,
  everyMs = 3_000,
): { stop: () => void } {
  let looking = false;
  let stopped = false;
  let look = actorLook(deps);
  const watch = async () => {
    if (looking) return;
    looking = true;
    // A draining process still needs its sidecar.
    if ((await look()) && !stopped) {
      deps.log.error(
        { type: deps.type },
        'no actor call is answered any more: the sidecar is told to shut down',
      );
      const told = deps.sidecar.request({
        method: 'POST',
        path: '/v1.0/shutdown',
      });
      await told.catch((err: unknown) =>
        deps.log.warn({ err }, 'the sidecar was not told to shut down'),
      );
      look = actorLook(deps);
    }
    looking = false;
  };
  const timer = setInterval(() => void watch(), everyMs).unref();
  return {
    stop() {
      stopped = true;
      clearInterval(timer);
    },
  };
}

/**
 * An unsampled trace (W3C Trace Context, flags 00): one every few seconds would
 * bury those of shoppers.
 */
const unsampled = () => ({
  traceparent: `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`,
});

const holds = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );
