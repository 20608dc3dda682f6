import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { acquireLock, type ProcessLock } from '../../processes/process-lock';
import { identify } from '../../processes/signals';
import { tempFolder } from '../support/temp';

const folder = tempFolder();
const file = () => join(folder(), 'supervisor.lock');
const isHeld = (
  outcome: Awaited<ReturnType<typeof acquireLock>>,
): outcome is ProcessLock => 'release' in outcome;

it('has one holder at a time and tells the others who it is', async () => {
  const first = await acquireLock(file());
  expect(isHeld(first)).toBe(true);
  expect(await acquireLock(file())).toEqual(identify(process.pid));
  await (first as ProcessLock).release();
  expect(isHeld(await acquireLock(file()))).toBe(true);
});

it('is given to one of many callers at the same time', async () => {
  const outcomes = await Promise.all(
    Array.from({ length: 8 }, () => acquireLock(file())),
  );
  expect(outcomes.filter(isHeld)).toHaveLength(1);
});

it('is taken over from a dead holder, and from a file that names none', async () => {
  for (const left of [
    JSON.stringify({ ...identify(process.pid), started: '1' }),
    '',
    'not ours',
  ]) {
    await writeFile(file(), left);
    const taken = await acquireLock(file());
    expect(isHeld(taken)).toBe(true);
    await (taken as ProcessLock).release();
  }
  expect(await readdir(folder())).toEqual([]);
});
