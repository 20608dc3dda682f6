import type { Fact } from '@souk/contracts/event';
import {
  DuplicateKey,
  type Fields,
  type Versioned,
  type VersionedCollection,
} from '../mongo/versioned';

/**
 * The joined values of the unique fields; undefined leaves the document out of
 * the index.
 */
export type UniqueIndex<D extends Versioned> = (
  document: D,
) => string | undefined;

export interface MemoryDocuments<
  D extends Versioned,
> extends VersionedCollection<D> {
  all(): D[];
  removeAll(which: (document: D) => boolean): void;
  /** All events saved, in order. */
  facts: Fact[];
}

/** Versioned documents in memory, with unique indexes by name. */
export function memoryDocuments<D extends Versioned>(
  unique: Record<string, UniqueIndex<D>> = {},
): MemoryDocuments<D> {
  const documents = new Map<string, D>();
  const facts: Fact[] = [];
  const check = (candidate: D) => {
    for (const [index, keyOf] of Object.entries(unique)) {
      const key = keyOf(candidate);
      const taken = [...documents.values()].some(
        (other) => other._id !== candidate._id && keyOf(other) === key,
      );
      if (key !== undefined && taken) throw new DuplicateKey(index);
    }
  };
  const put = (id: string, v: number, fields: Fields<D>) => {
    const document = structuredClone({
      _id: id,
      v,
      ...fields,
      outbox: [],
    }) as unknown as D;
    check(document);
    documents.set(id, document);
  };
  return {
    facts,
    all: () => structuredClone([...documents.values()]),
    removeAll(which) {
      for (const [id, document] of documents)
        if (which(document)) documents.delete(id);
    },
    find: async (id) => structuredClone(documents.get(id)),
    async insert(id, fields, saved) {
      if (documents.has(id)) throw new DuplicateKey('_id_');
      put(id, 1, fields);
      facts.push(...saved);
    },
    async replace(id, v, fields, saved) {
      if (documents.get(id)?.v !== v) return false;
      put(id, v + 1, fields);
      facts.push(...saved);
      return true;
    },
  };
}
