import { readFile } from 'node:fs/promises';

/**
 * Reads a JSON file; undefined when it is missing or truncated, as after a kill
 * in mid-write.
 */
export async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}
