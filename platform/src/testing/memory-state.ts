import type { z } from 'zod';
import { AppError } from '../http/errors';
import { StateConflict, type StateStore } from '../dapr/state';

/** How the next write fails. */
export type StateFault = 'fails-before-write' | 'fails-after-write';

export interface MemoryState extends StateStore {
  /** Stored documents by key, as JSON. */
  stored: Map<string, { json: string; etag: string }>;
  /** Faults of the next writes, in order. */
  faults: StateFault[];
}

/**
 * An in-memory state store with the etags of the real one and faults on demand.
 */
export function memoryState(): MemoryState {
  const stored: MemoryState['stored'] = new Map();
  const faults: StateFault[] = [];
  const noAnswer = () =>
    new AppError(
      'unavailable',
      'dependency-unavailable',
      'The state store did not answer',
    );
  return {
    stored,
    faults,
    async get<T extends z.ZodType>(key: string, shape: T) {
      const found = stored.get(key);
      return (
        found && {
          value: shape.parse(JSON.parse(found.json)),
          etag: found.etag,
        }
      );
    },
    async save(key, value, etag) {
      const fault = faults.shift();
      if (fault === 'fails-before-write') throw noAnswer();
      const found = stored.get(key);
      // Creating an existing key is a plain error in Dapr on Redis, not a
      // conflict.
      if (found && etag === undefined) throw noAnswer();
      if (found?.etag !== etag)
        throw new StateConflict(`${key} was changed by another writer`);
      const next = String(Number(etag ?? '0') + 1);
      stored.set(key, { json: JSON.stringify(value), etag: next });
      if (fault === 'fails-after-write') throw noAnswer();
      return next;
    },
    remove: async (key) => void stored.delete(key),
  };
}
