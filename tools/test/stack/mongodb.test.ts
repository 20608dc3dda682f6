import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findMongo, mongoDataDir, obtainMongo } from '../../stack/mongodb';
import { tempFolder } from '../support/temp';

const folder = tempFolder();
const path = process.env['PATH'];
const at = (...parts: string[]) => join(folder(), ...parts);
const places = (env: NodeJS.ProcessEnv = {}) => ({
  env: { SOUK_OFFLINE: '1', ...env },
  cache: at('cache'),
  data: at('data'),
});
const quiet = () => undefined;

function program(...parts: string[]): string {
  mkdirSync(at(...parts.slice(0, -1)), { recursive: true });
  writeFileSync(at(...parts), '', { mode: 0o755 });
  return at(...parts);
}

const standInInCache = () => program('cache', 'secantusdb-0.7.0b3', 'complete');

beforeEach(() => {
  process.env['PATH'] = at('bin');
});
afterEach(() => {
  process.env['PATH'] = path;
});

it('prefers MONGODB_URI, then the server on the machine, then a cached download, then the stand-in', async () => {
  expect(await findMongo(places())).toBeUndefined();
  standInInCache();
  expect(await obtainMongo(places(), quiet)).toMatchObject({
    kind: 'stand-in',
  });
  const kept = program('cache', 'mongodb', 'mongod-x64-debian-8.2.1');
  expect(await obtainMongo(places(), quiet)).toMatchObject({
    kind: 'mongod',
    program: kept,
  });
  const installed = program('bin', 'mongod');
  expect(await obtainMongo(places(), quiet)).toMatchObject({
    kind: 'mongod',
    program: installed,
  });
  const uri = 'mongodb://db.example:27017';
  expect(await obtainMongo(places({ MONGODB_URI: uri }), quiet)).toMatchObject({
    kind: 'running',
    uri,
  });
});

it('stays with the stand-in that has the data, even when a real server appears', async () => {
  standInInCache();
  program('bin', 'mongod');
  mkdirSync(mongoDataDir(at('data'), 'stand-in'), { recursive: true });
  expect(await obtainMongo(places(), quiet)).toMatchObject({
    kind: 'stand-in',
  });
});

it('ignores a stand-in whose installation is incomplete', async () => {
  program('cache', 'secantusdb-0.7.0b3', 'bin', 'secantusd-py');
  mkdirSync(mongoDataDir(at('data'), 'stand-in'), { recursive: true });
  expect(await findMongo(places())).toBeUndefined();
});
