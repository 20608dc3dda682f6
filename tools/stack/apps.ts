import { APPS as IDS, type App } from '@souk/contracts/apps';

export interface LocalApp {
  id: App;
  actors: boolean;
  mongodb: boolean;
  /** The keys of the secret store this app may read. */
  secrets: string[];
}

/** What each service is run with here. */
const SETTINGS: Record<App, Omit<LocalApp, 'id'>> = {
  marketplace: {
    actors: false,
    mongodb: false,
    secrets: [
      'operator-key',
      'marketplace-signing-key',
      'cursor-key',
      'session-key',
    ],
  },
  vendors: { actors: false, mongodb: true, secrets: ['vendors-signing-key'] },
  products: { actors: false, mongodb: true, secrets: [] },
  inventory: { actors: true, mongodb: true, secrets: [] },
};

/** Every service that is started here. */
export const APPS: LocalApp[] = IDS.map((id) => ({ id, ...SETTINGS[id] }));

/** The most processes one app is run as here. */
export const MOST_REPLICAS = 3;

/**
 * One process of an app and its sidecar: the first goes by the app's own name,
 * the others by their number as well.
 */
export const replicaOf = (app: string, n: number): string =>
  n === 0 ? app : `${app}-${n}`;
export const sidecarOf = (replica: string): string => `${replica}.sidecar`;

/** Names of the tokens app and sidecar show to each other. */
export const daprApiToken = (app: string): string => `${app}-dapr-api-token`;
export const appApiToken = (app: string): string => `${app}-app-api-token`;

const REPLICAS = APPS.flatMap(({ id }) =>
  Array.from({ length: MOST_REPLICAS }, (_, n) => replicaOf(id, n)),
);

/**
 * Who must be gone before whom: the façade first, each sidecar before its app,
 * the stores last.
 */
export const STOP_ORDER: string[][] = [
  ['marketplace.sidecar'],
  ['marketplace'],
  REPLICAS.map(sidecarOf),
  REPLICAS,
  ['scheduler'],
  ['placement', 'jaeger'],
  ['mongodb', 'redis'],
];
