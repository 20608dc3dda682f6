import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runDir } from '../lib/paths';

const FOLDERS = [
  '/usr/lib/x86_64-linux-gnu/faketime',
  '/usr/lib/aarch64-linux-gnu/faketime',
  '/usr/lib/faketime',
];

/**
 * `LIBFAKETIME`, or the library of Debian's package `libfaketime`; undefined
 * when there is neither.
 */
export const faketimeLibrary = (
  env: NodeJS.ProcessEnv = process.env,
): string | undefined =>
  env['LIBFAKETIME'] ??
  FOLDERS.map((folder) => join(folder, 'libfaketime.so.1')).find((file) =>
    existsSync(file),
  );

const clockFile = (stateDir: string, replica: string) =>
  join(runDir(stateDir), `clock.${replica}`);

/**
 * Shifts the wall clock of a running replica; its monotonic clock is unchanged.
 */
export async function shiftClock(
  stateDir: string,
  replica: string,
  seconds: number,
): Promise<void> {
  await mkdir(runDir(stateDir), { recursive: true });
  await writeFile(
    clockFile(stateDir, replica),
    `${seconds < 0 ? '' : '+'}${seconds}s\n`,
  );
}

/**
 * The environment that lets a replica's clock be shifted later; it starts with
 * the machine's time.
 */
export async function fakeClockEnv(
  replica: string,
  { faketime, stateDir }: { faketime: string; stateDir: string },
): Promise<Record<string, string>> {
  await shiftClock(stateDir, replica, 0);
  return {
    LD_PRELOAD: faketime,
    FAKETIME_TIMESTAMP_FILE: clockFile(stateDir, replica),
    FAKETIME_CACHE_DURATION: '1',
    DONT_FAKE_MONOTONIC: '1',
  };
}
