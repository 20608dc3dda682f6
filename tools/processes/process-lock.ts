import { randomUUID } from 'node:crypto';
import { link, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readJson } from '../lib/json-file';
import { identify, ProcessIdentity, stillRuns } from './signals';

/** Held until released or until its process is gone, however it went. */
export interface Claim {
  release(): Promise<void>;
}

/**
 * One holder at a time for what the file names. Returns the living holder's
 * identity instead when there is one; what a dead one left is taken over.
 */
export async function claim(file: string): Promise<Claim | ProcessIdentity> {
  await mkdir(dirname(file), { recursive: true });
  for (;;) {
    if (await createdByUs(file))
      return { release: () => rm(file, { force: true }) };
    const holder = await holderOf(file);
    if (holder && stillRuns(holder)) return holder;
    // Moved before it is removed: of two who find the same dead claim only one
    // can move it.
    const aside = `${file}.${randomUUID()}`;
    await rename(file, aside).catch(() => undefined);
    const moved = await holderOf(aside);
    if (moved && stillRuns(moved)) await rename(aside, file);
    await rm(aside, { force: true });
  }
}

/**
 * A link is made with its content or not at all, so nobody ever reads a claim
 * without its holder.
 */
async function createdByUs(file: string): Promise<boolean> {
  const mine = `${file}.${randomUUID()}`;
  await writeFile(mine, JSON.stringify(identify(process.pid)));
  try {
    await link(mine, file);
    return true;
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw err;
  } finally {
    await rm(mine, { force: true });
  }
}

/** Undefined when the file is gone or was written by something else. */
async function holderOf(file: string): Promise<ProcessIdentity | undefined> {
  return ProcessIdentity.safeParse(await readJson(file)).data;
}
