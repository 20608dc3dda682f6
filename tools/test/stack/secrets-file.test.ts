import { createPrivateKey } from 'node:crypto';
import { chmod, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { localSecrets, secret } from '../../stack/secrets-file';
import { tempFolder } from '../support/temp';

const folder = tempFolder();
const file = () => join(folder(), 'secrets.json');
const mode = async () => (await stat(file())).mode & 0o777;

it('generates secrets once and keeps them, readable by the owner only', async () => {
  const first = await localSecrets(file());
  expect(await mode()).toBe(0o600);
  expect(await localSecrets(file())).toEqual(first);
});

it('generates keys that can sign, and unique tokens', async () => {
  const secrets = await localSecrets(file());
  const key = createPrivateKey(secret(secrets, 'vendors-signing-key'));
  expect(key.asymmetricKeyDetails).toMatchObject({ namedCurve: 'prime256v1' });
  const values = Object.values(secrets);
  expect(new Set(values).size).toBe(values.length);
  expect(Buffer.from(secret(secrets, 'cursor-key'), 'base64url')).toHaveLength(
    32,
  );
});

it('restricts a file that others could read', async () => {
  await localSecrets(file());
  await chmod(file(), 0o644);
  await localSecrets(file());
  expect(await mode()).toBe(0o600);
});
