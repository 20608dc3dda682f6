export interface LocalApp {
  id: string;
  actors: boolean;
  mongodb: boolean;
  /** The keys of the secret store this app may read. */
  secrets: string[];
}

/** Every service that is started here; a new one gets a line. */
export const APPS: LocalApp[] = [
  {
    id: 'marketplace',
    actors: false,
    mongodb: false,
    secrets: ['operator-key', 'marketplace-signing-key', 'cursor-key', 'session-key'],
  },
  { id: 'vendors', actors: false, mongodb: true, secrets: ['vendors-signing-key'] },
  { id: 'products', actors: false, mongodb: true, secrets: [] },
  { id: 'inventory', actors: true, mongodb: true, secrets: [] },
];

export const sidecarOf = (app: string): string => `${app}.sidecar`;

/** Names of the tokens app and sidecar show to each other. */
export const daprApiToken = (app: string): string => `${app}-dapr-api-token`;
export const appApiToken = (app: string): string => `${app}-app-api-token`;

/** Who must be gone before whom: the façade first, each sidecar before its app, the stores last. */
export const STOP_ORDER: string[][] = [
  ['marketplace.sidecar'],
  ['marketplace'],
  APPS.map(({ id }) => sidecarOf(id)),
  APPS.map(({ id }) => id),
  ['scheduler'],
  ['placement', 'jaeger'],
  ['mongodb', 'redis'],
];
