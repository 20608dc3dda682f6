import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { claim, type Claim } from '../../processes/process-lock';
import { identify } from '../../processes/signals';
import { tempFolder } from '../support/temp';

const folder = tempFolder();
const file = () => join(folder(), 'supervisor.lock');
const isHeld = (outcome: Awaited<ReturnType<typeof claim>>): outcome is Claim =>
  'release' in outcome;

it('has one holder at a time and names it to the others', async () => {
  const first = await claim(file());
  expect(isHeld(first)).toBe(true);
  expect(await claim(file())).toEqual(identify(process.pid));
  await (first as Claim).release();
  expect(isHeld(await claim(file()))).toBe(true);
});

it('is given to one of many who ask at the same time', async () => {
  const outcomes = await Promise.all(
    Array.from({ length: 8 }, () => claim(file())),
  );
  expect(outcomes.filter(isHeld)).toHaveLength(1);
});

it('is taken over from a holder that is gone, and from a file that names nobody', async () => {
  for (const left of [
    JSON.stringify({ ...identify(process.pid), started: '1' }),
    '',
    'not ours',
  ]) {
    await writeFile(file(), left);
    const taken = await claim(file());
    expect(isHeld(taken)).toBe(true);
    await (taken as Claim).release();
  }
  expect(await readdir(folder())).toEqual([]);
});
