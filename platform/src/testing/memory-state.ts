import type { z } from 'zod';
import { AppError } from '../http/errors';
import { StateConflict, type StateStore } from '../dapr/state';

/** What the next write should do instead of simply working. */
export type StateFault = 'fails-before-write' | 'fails-after-write';

export interface MemoryState extends StateStore {
  /** Stored documents by key, as JSON. */
  stored: Map<string, { json: string; etag: string }>;
  /** Faults of the coming writes, first one first. */
  faults: StateFault[];
}

/**
 * A state store in memory with the etags of the real one, and with its faults
 * on demand.
 */
export function memoryState(): MemoryState {
  const stored: MemoryState['stored'] = new Map();
  const faults: StateFault[] = [];
  const lost = () =>
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
      if (fault === 'fails-before-write') throw lost();
      const found = stored.get(key);
      // Creating what exists is no conflict to Dapr on Redis but an error like
      // any other.
      if (found && etag === undefined) throw lost();
      if (found?.etag !== etag)
        throw new StateConflict(`${key} was written by another`);
      const next = String(Number(etag ?? '0') + 1);
      stored.set(key, { json: JSON.stringify(value), etag: next });
      if (fault === 'fails-after-write') throw lost();
      return next;
    },
    remove: async (key) => void stored.delete(key),
  };
}
