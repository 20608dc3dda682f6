import { randomUUID } from 'node:crypto';
import { link, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readJson } from '../lib/json-file';
import { identify, ProcessIdentity, stillRuns } from './signals';

/** Held until it is released or its process is gone. */
export interface ProcessLock {
  release(): Promise<void>;
}

/**
 * Takes the lock, or returns the identity of its living holder. A dead holder's
 * lock is taken over.
 */
export async function acquireLock(
  file: string,
): Promise<ProcessLock | ProcessIdentity> {
  await mkdir(dirname(file), { recursive: true });
  for (;;) {
    if (await createdByUs(file))
      return { release: () => rm(file, { force: true }) };
    const holder = await holderOf(file);
    if (holder && stillRuns(holder)) return holder;
    // Moved before it is removed: of two processes that find the same stale
    // lock, only one can move it.
    const aside = `${file}.${randomUUID()}`;
    await rename(file, aside).catch(() => undefined);
    const moved = await holderOf(aside);
    if (moved && stillRuns(moved)) await rename(aside, file);
    await rm(aside, { force: true });
  }
}

/**
 * A hard link appears with its content or not at all, so nobody reads a lock
 * file without its holder.
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
