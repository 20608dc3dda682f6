import { createHmac } from 'node:crypto';
import { APPS, appApiToken, daprApiToken } from '../stack/apps';
import { tiltSecretsFile } from '../lib/paths';
import { localSecrets, secret, type LocalSecrets } from '../stack/secrets-file';

/**
 * Prints the secrets as Kubernetes Secrets. Rendered without a cluster, the
 * chart would generate new ones each time.
 */
async function print(namespace: string): Promise<void> {
  const secrets = await localSecrets(tiltSecretsFile());
  const items = Object.entries(secretsOf(secrets)).map(
    ([name, stringData]) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace },
      stringData,
    }),
  );
  console.log(items.map((item) => JSON.stringify(item)).join('\n---\n'));
}

type StringData = Record<string, string>;

function secretsOf(secrets: LocalSecrets): Record<string, StringData> {
  const derived = (name: string) =>
    createHmac('sha256', secret(secrets, 'operator-key'))
      .update(name)
      .digest('hex');
  const mongodb = derived('mongodb');
  const ofApps = APPS.flatMap(
    ({ id, secrets: keys }): [string, StringData][] => [
      [`${id}-app-token`, { token: secret(secrets, appApiToken(id)) }],
      [`${id}-dapr-token`, { token: secret(secrets, daprApiToken(id)) }],
      ...(keys.length > 0
        ? [
            [`${id}-keys`, { 'secrets.json': keysOf(secrets, keys) }] as [
              string,
              StringData,
            ],
          ]
        : []),
    ],
  );
  return {
    ...Object.fromEntries(ofApps),
    redis: { password: derived('redis') },
    'events-redis': { password: derived('events-redis') },
    mongodb: {
      password: mongodb,
      keyfile: derived('keyfile'),
      uri: `mongodb://souk:${mongodb}@mongodb:27017/?directConnection=true&authSource=admin`,
    },
  };
}

const keysOf = (secrets: LocalSecrets, keys: string[]) =>
  JSON.stringify(
    Object.fromEntries(keys.map((key) => [key, secret(secrets, key)])),
  );

print(process.argv[2] ?? 'souk').catch((err: unknown) => {
  console.error(err instanceof Error ? err.message : err);
  process.exit(1);
});
