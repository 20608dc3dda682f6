import { join } from 'node:path';
import type { Log } from '../lib/progress';
import { findVenv, obtainVenv, type PythonPackage } from './venv';

export const MONGO_REMEDY =
  'install MongoDB (https://www.mongodb.com/try/download/community), or Python 3.10 with venv, or set MONGODB_URI';

const STAND_IN: PythonPackage = {
  name: 'SecantusDB',
  version: '0.7.0b3',
  purpose: 'a stand-in for MongoDB',
  remedy: MONGO_REMEDY,
};

/**
 * A server that speaks MongoDB's protocol, for machines without MongoDB
 * (docs/adr/0001-mongodb-server.md).
 */
export interface MongoStandIn {
  kind: 'stand-in';
  python: string;
  script: string;
  from: string;
}

export async function standInOf(
  cache: string,
): Promise<MongoStandIn | undefined> {
  const bin = await findVenv(cache, STAND_IN);
  return bin === undefined ? undefined : standIn(bin);
}

export async function installStandIn(
  cache: string,
  log: Log,
): Promise<MongoStandIn> {
  return standIn(await obtainVenv(cache, STAND_IN, log));
}

const standIn = (bin: string): MongoStandIn => ({
  kind: 'stand-in',
  python: join(bin, 'python'),
  script: join(bin, 'secantusd-py'),
  from: `${STAND_IN.name} ${STAND_IN.version}`,
});
