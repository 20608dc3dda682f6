import { APPS } from '@souk/contracts/apps';
import type { ServiceStatus } from '@souk/contracts/marketplace/services';
import type { Reach } from '@souk/platform/dapr/reach';

/** The apps the marketplace asks. */
const ASKED = APPS.filter((app) => app !== 'marketplace');

export interface ServicesDeps {
  /** How far a call to this app comes. */
  reach: (app: string) => Promise<Reach>;
  /** Rejects while our own sidecar does not answer. */
  ownSidecar: () => Promise<void>;
}

const MEANING: Record<Reach, Omit<ServiceStatus, 'app'>> = {
  ready: { up: true, sidecarUp: true, detail: 'ready' },
  'not-ready': {
    up: true,
    sidecarUp: true,
    detail: 'answers, but is not ready: it misses its database or its sidecar',
  },
  'app-away': {
    up: false,
    sidecarUp: true,
    detail: 'the sidecar cannot reach the app',
  },
  away: {
    up: null,
    sidecarUp: false,
    detail: 'the sidecar cannot be reached, so the app cannot be asked',
  },
  silent: {
    up: null,
    sidecarUp: null,
    detail: 'no answer in time, from the sidecar or the app',
  },
};

/**
 * The status of every service, requested concurrently. Without our own sidecar
 * none can be reached.
 */
export async function serviceStatuses({
  reach,
  ownSidecar,
}: ServicesDeps): Promise<ServiceStatus[]> {
  const connected = await ownSidecar().then(
    () => true,
    () => false,
  );
  const detail = connected ? 'ready' : 'its sidecar does not answer';
  const unknown = {
    up: null,
    sidecarUp: null,
    detail: 'cannot be asked: the sidecar of the marketplace does not answer',
  };
  const others = ASKED.map(async (app) => ({
    app,
    ...(connected ? MEANING[await reach(app)] : unknown),
  }));
  return [
    { app: 'marketplace', up: true, sidecarUp: connected, detail },
    ...(await Promise.all(others)),
  ];
}
