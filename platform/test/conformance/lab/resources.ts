export interface ResourceOptions {
  redis: string;
  appId: string;
  /** Names of the secret's file. */
  secretsFile: string;
  actorState: boolean;
  retries: boolean;
}

const component = (
  name: string,
  type: string,
  metadata: Record<string, string>,
) => ({
  apiVersion: 'dapr.io/v1alpha1',
  kind: 'Component',
  metadata: { name },
  spec: {
    type,
    version: 'v1',
    metadata: Object.entries(metadata).map(([key, value]) => ({
      name: key,
      value,
    })),
  },
});

const inboundRetry = (pubsub: string) => ({
  apiVersion: 'dapr.io/v1alpha1',
  kind: 'Resiliency',
  metadata: { name: `${pubsub}-inbound` },
  spec: {
    policies: {
      retries: {
        inbound: { policy: 'exponential', maxInterval: '2s', maxRetries: -1 },
      },
    },
    targets: { components: { [pubsub]: { inbound: { retry: 'inbound' } } } },
  },
});

/** Components of one app. JSON is YAML, so no template is needed. `hasty` hands a message over again while it is still
 * being handled, `one-at-a-time` keeps the order of the stream. */
export function resources({
  redis,
  appId,
  secretsFile,
  actorState,
  retries,
}: ResourceOptions): Record<string, object> {
  const store = { redisHost: redis, redisPassword: '' };
  const bus = (processingTimeout: string, redeliverInterval: string) => ({
    ...store,
    consumerID: appId,
    processingTimeout,
    redeliverInterval,
    concurrency: '100',
    queueDepth: '200',
  });
  return {
    bus: component('bus', 'pubsub.redis', bus('60000', '15000')),
    'one-at-a-time': component('one-at-a-time', 'pubsub.redis', {
      ...bus('60000', '15000'),
      concurrency: '1',
    }),
    // Its own consumer group for each replica, on the same streams.
    broadcast: component('broadcast', 'pubsub.redis', {
      ...bus('60000', '15000'),
      consumerID: '{appID}-{podName}',
    }),
    hasty: component('hasty', 'pubsub.redis', bus('300', '100')),
    state: component('state', 'state.redis', {
      ...store,
      ...(actorState ? { actorStateStore: 'true' } : {}),
    }),
    secrets: component('secrets', 'secretstores.local.file', { secretsFile }),
    ...(retries
      ? {
          'bus-inbound': inboundRetry('bus'),
          'hasty-inbound': inboundRetry('hasty'),
        }
      : {}),
  };
}

/**
 * Names are resolved in a file, so that several sidecars find each other
 * without a network.
 */
export const configuration = (namesFile: string) => ({
  apiVersion: 'dapr.io/v1alpha1',
  kind: 'Configuration',
  metadata: { name: 'lab' },
  spec: {
    // With the default times a name may end before it is renewed on a busy
    // machine.
    nameResolution: {
      component: 'sqlite',
      version: 'v1',
      configuration: {
        connectionString: namesFile,
        updateInterval: '30s',
        timeout: '10s',
        cleanupInterval: '0s',
      },
    },
    tracing: { samplingRate: '1' },
  },
});
