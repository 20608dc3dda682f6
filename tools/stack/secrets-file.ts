import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { APPS, appApiToken, daprApiToken, signingKey } from './apps';

const Secrets = z.record(z.string(), z.string().min(1));
export type LocalSecrets = z.infer<typeof Secrets>;

const random = () => randomBytes(32).toString('base64url');
const newSigningKey = () =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();

const GENERATORS: Record<string, () => string> = {
  'operator-key': random,
  'cursor-key': random,
  'session-key': random,
  // A mail server knows another one: its owner writes that into the file.
  'smtp-password': random,
  'demo-vendor-password': () => randomBytes(9).toString('base64url'),
  ...Object.fromEntries(
    APPS.flatMap(({ id }) => [daprApiToken(id), appApiToken(id)]).map(
      (name) => [name, random],
    ),
  ),
  ...Object.fromEntries(APPS.map(({ id }) => [signingKey(id), newSigningKey])),
};

/**
 * The secrets of this machine: generated at the first start, readable by the
 * owner only, then kept.
 */
export async function localSecrets(file: string): Promise<LocalSecrets> {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  const known = Secrets.parse(JSON.parse(text)); // a broken file stops the start: new keys would not match the stored data
  const missing = Object.entries(GENERATORS).filter(
    ([name]) => !(name in known),
  );
  const secrets = {
    ...known,
    ...Object.fromEntries(missing.map(([name, make]) => [name, make()])),
  };
  if (missing.length > 0) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(`${file}.new`, JSON.stringify(secrets, null, 2), {
      mode: 0o600,
    });
    await rename(`${file}.new`, file);
  }
  await chmod(file, 0o600);
  return secrets;
}

/** @throws Error for an unknown name, which is our bug. */
export function secret(secrets: LocalSecrets, name: string): string {
  const value = secrets[name];
  if (value === undefined) throw new Error(`There is no secret ${name}`);
  return value;
}
