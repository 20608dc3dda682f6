import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The root of the checkout. */
export const ROOT = resolve(__dirname, '..', '..');

/**
 * Data, logs and endpoints. Set `SOUK_STATE_DIR` to run a second marketplace.
 */
export const stateDir = (env: NodeJS.ProcessEnv = process.env): string =>
  resolve(ROOT, env['SOUK_STATE_DIR'] ?? '.local');

export const testStateDir = (env: NodeJS.ProcessEnv = process.env): string =>
  join(stateDir(env), 'test');

export const soakStateDir = (env: NodeJS.ProcessEnv = process.env): string =>
  join(stateDir(env), 'soak');

/** Downloads and builds, by version; shared by all checkouts. */
export const cacheDir = (env: NodeJS.ProcessEnv = process.env): string =>
  join(
    env['XDG_CACHE_HOME'] ?? join(env['HOME'] ?? homedir(), '.cache'),
    'souk',
  );

export const endpointsFile = (dir: string): string =>
  join(dir, 'endpoints.json');
export const logDir = (dir: string): string => join(dir, 'logs');
export const runDir = (dir: string): string => join(dir, 'run');
/** The sidecars' configuration and their name-resolution database. */
export const runDapr = (dir: string): string => join(runDir(dir), 'dapr');
export const dataDir = (dir: string): string => join(dir, 'data');
export const secretsFile = (dir: string): string => join(dir, 'secrets.json');
/** Secrets of the developer's cluster, separate from those of `npm start`. */
export const tiltSecretsFile = (): string =>
  secretsFile(join(stateDir(), 'tilt'));
