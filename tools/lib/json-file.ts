import { readFile } from 'node:fs/promises';

/**
 * What a JSON file holds; undefined when it is missing or not whole, as a kill
 * in mid-write leaves it.
 */
export async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}
