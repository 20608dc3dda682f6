import { APPS as IDS, type App } from '@souk/contracts/apps';

export interface LocalApp {
  id: App;
  actors: boolean;
  mongodb: boolean;
  /** The keys of the secret store this app may read, its own among them. */
  secrets: string[];
}

/** What each service is run with here. */
const SETTINGS: Record<App, Omit<LocalApp, 'id'>> = {
  marketplace: {
    actors: false,
    mongodb: false,
    secrets: ['operator-key', 'cursor-key', 'session-key'],
  },
  vendors: { actors: false, mongodb: true, secrets: [] },
  products: { actors: false, mongodb: true, secrets: [] },
  inventory: { actors: true, mongodb: true, secrets: [] },
  orders: { actors: false, mongodb: true, secrets: [] },
  customers: { actors: false, mongodb: true, secrets: [] },
  notifications: { actors: false, mongodb: true, secrets: ['smtp-password'] },
};

/** The key with which an app signs what it says. */
export const signingKey = (app: string): string => `${app}-signing-key`;

/** Every service that is started here. */
export const APPS: LocalApp[] = IDS.map((id) => {
  const { secrets, ...settings } = SETTINGS[id];
  return { id, ...settings, secrets: [...secrets, signingKey(id)] };
});

/** The largest number of replicas of one app. */
export const MOST_REPLICAS = 3;

/**
 * The name of a replica: the first has the app's name, the others a number as
 * well.
 */
export const replicaOf = (app: string, n: number): string =>
  n === 0 ? app : `${app}-${n}`;
export const sidecarOf = (replica: string): string => `${replica}.sidecar`;

/** The secrets with which app and sidecar authenticate to each other. */
export const daprApiToken = (app: string): string => `${app}-dapr-api-token`;
export const appApiToken = (app: string): string => `${app}-app-api-token`;

const REPLICAS = APPS.flatMap(({ id }) =>
  Array.from({ length: MOST_REPLICAS }, (_, n) => replicaOf(id, n)),
);

/**
 * The order to stop in: the façade first, each sidecar before its app, the
 * stores last.
 */
export const STOP_ORDER: string[][] = [
  ['marketplace.sidecar'],
  ['marketplace'],
  REPLICAS.map(sidecarOf),
  REPLICAS,
  ['scheduler'],
  ['placement', 'jaeger'],
  ['mongodb', 'redis', 'events-redis'],
];
