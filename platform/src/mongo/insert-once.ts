import { DuplicateKey, rethrowDuplicate } from './versioned';

/**
 * Whether the insertion of one document took place; false when its id is there
 * already, which then stays as it is. @throws DuplicateKey when another unique
 * field is taken.
 */
export async function insertOnce(
  insertion: Promise<unknown>,
): Promise<boolean> {
  try {
    await insertion.catch(rethrowDuplicate);
    return true;
  } catch (err) {
    if (err instanceof DuplicateKey && err.index === '_id_') return false;
    throw err;
  }
}
