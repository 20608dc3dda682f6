import type { RelayStore, Waiting } from '../mongo/relay-store';
import { rangeOf } from '../mongo/versioned';

/** Documents with an outbox, and their claims, in memory. */
export function memoryRelayStore(
  documents: Map<string, Waiting>,
  claims = new Map<number, string>(),
  owner = 'one',
): RelayStore {
  const BATCH = 200;
  const first = (wanted: (waiting: Waiting) => boolean): Waiting[] => {
    const found: Waiting[] = [];
    for (const waiting of documents.values()) {
      if (found.length === BATCH) break;
      if (wanted(waiting)) found.push(structuredClone(waiting));
    }
    return found;
  };
  return {
    name: 'memory',
    claims: {
      async take(range) {
        if (!claims.has(range)) claims.set(range, owner);
        return claims.get(range) === owner;
      },
      async release(range) {
        if (claims.get(range) === owner) claims.delete(range);
      },
    },
    of: async (ids) => first(({ _id }) => ids.includes(_id)),
    inRange: async (range, { before, without }) =>
      first(
        ({ _id, outbox: [entry] }) =>
          entry !== undefined &&
          entry.at <= before &&
          rangeOf(_id) === range &&
          !without.includes(_id),
      ),
    async oldest() {
      const [waiting] = documents.values();
      const entry = waiting?.outbox[0];
      return entry && Date.parse(entry.at);
    },
    async remove(ids, eventIds) {
      const gone = new Set(eventIds);
      for (const id of ids) {
        const waiting = documents.get(id);
        if (!waiting) continue;
        waiting.outbox = waiting.outbox.filter((entry) => !gone.has(entry.id));
        if (waiting.outbox.length === 0) documents.delete(id);
      }
    },
  };
}
