import { dirname } from 'node:path';
import type { Endpoints } from '@souk/tools/stack/endpoints';
import { daprApiToken } from '@souk/tools/stack/apps';
import { secretsFile, stateDir } from '@souk/tools/lib/paths';
import { localSecrets, secret } from '@souk/tools/stack/secrets-file';
import { connectSidecar } from '@souk/platform/dapr/sidecar';

/** The secrets of the marketplace under measurement. */
export const benchSecretsFile = (): string =>
  secretsFile(
    process.env['SOUK_ENDPOINTS']
      ? dirname(process.env['SOUK_ENDPOINTS'])
      : stateDir(),
  );

/**
 * Inventory's sidecar on the marketplace that `npm start` runs, called as
 * inventory calls it.
 */
export async function inventorySidecar({ parts }: Endpoints) {
  const apiToken = secret(
    await localSecrets(benchSecretsFile()),
    daprApiToken('inventory'),
  );
  const sidecar = connectSidecar({
    port: parts['inventory.sidecar']?.port ?? 0,
    apiToken,
    timeoutMs: 30_000,
  });
  return { sidecar, close: () => sidecar.close() };
}
