import { randomBytes } from 'node:crypto';
import { kubectl } from './kubectl';
import { restart } from './pods';
import { runScript } from './scripts';
import { secret } from './secrets';

/** Runs rotate.sh. @throws Error with what it said */
export async function rotate(...what: string[]): Promise<void> {
  const { status, said } = await runScript('rotate.sh', what);
  if (status !== 0) throw new Error(`rotate.sh failed:\n${said}`);
}

/** What Redis answers to somebody with this password. */
export const redisSays = (server: string, password: string): Promise<string> =>
  kubectl(
    'exec',
    `${server}-0`,
    '--',
    'sh',
    '-c',
    'REDISCLI_AUTH=$1 redis-cli PING 2>&1',
    'sh',
    password,
  );

const STAND_IN = 'mongodb-stand-in';

/** Whether the stand-in keeps the documents, a server that is not the chart's. */
export const hasStandIn = async (): Promise<boolean> =>
  (
    await kubectl(
      'get',
      'deployment',
      STAND_IN,
      '--ignore-not-found',
      '--output',
      'name',
    )
  ).trim() !== '';

/** Runs a command of the database `admin`; fails when the server refuses. */
export const asAdmin = (uri: string, command: object): Promise<string> =>
  kubectl(
    'exec',
    `deployment/${STAND_IN}`,
    '--container',
    STAND_IN,
    '--',
    '/opt/stand-in/bin/python',
    '-c',
    'import json, pymongo, sys; print(pymongo.MongoClient(sys.argv[1]).admin.command(json.loads(sys.argv[2]))["ok"])',
    uri.replace(`@${STAND_IN}:`, '@127.0.0.1:'),
    JSON.stringify(command),
  );

/**
 * As docs/operating.md says of a server of one's own: a second user, its URI
 * into the Secret, the services anew, and the first user is gone.
 */
export async function rotateOwnMongodb(apps: string[]): Promise<string> {
  const old = await secret(STAND_IN, 'uri');
  const pwd = randomBytes(24).toString('hex');
  const user = `souk-${pwd.slice(0, 6)}`;
  const uri = old.replace(/\/\/[^@]*@/, `//${user}:${pwd}@`);
  const roles = ['root'];
  await asAdmin(old, { createUser: user, pwd, roles });
  await kubectl(
    'patch',
    'secret',
    STAND_IN,
    '--patch',
    JSON.stringify({ stringData: { uri } }),
  );
  for (const app of apps) await restart(app);
  await asAdmin(uri, { dropUser: /\/\/([^:]+):/.exec(old)?.[1] });
  return old;
}
