import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for each test, removed after it. */
export function tempFolder(): () => string {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'souk-local-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  return () => folder;
}
