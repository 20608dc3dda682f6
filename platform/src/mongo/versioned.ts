import type { Fact } from '@souk/contracts/event';
import {
  MongoServerError,
  type Collection,
  type Filter,
  type OptionalUnlessRequiredId,
  type UpdateFilter,
} from 'mongodb';
import { currentTraceparent, inSpan } from '../telemetry/tracing';

/** An event stored in its document until the relay has published it. */
export interface OutboxEntry {
  id: string;
  topic: string;
  data: unknown;
  at: string;
  traceparent?: string;
}

/**
 * A document with events. `pending` is set while `outbox` is not empty, to the
 * range of the document.
 */
export interface Outboxed {
  _id: string;
  outbox: OutboxEntry[];
  pending?: number;
}

/** The fields every document has. `v` counts its versions from 1. */
export interface Versioned extends Outboxed {
  v: number;
}

/**
 * A backlog of events is divided by the ids of its documents, so that each
 * replica of a service publishes another part of it.
 */
export const RANGES = 8;

/** The range of a document: FNV-1a of its id, modulo the number of ranges. */
export function rangeOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let n = 0; n < id.length; n += 1)
    hash = Math.imul(hash ^ id.charCodeAt(n), 0x01000193);
  return (hash >>> 0) % RANGES;
}

/** A unique key is already taken; `index` names the index. */
export class DuplicateKey extends Error {
  override readonly name = 'DuplicateKey';

  constructor(readonly index: string) {
    super(`duplicate key in ${index}`);
  }
}

export type Fields<D extends Versioned> = Omit<D, keyof Versioned>;

/**
 * Versioned documents: each change names the version it is based on, and its
 * events are saved in the same write.
 */
export interface VersionedCollection<D extends Versioned> {
  find(id: string): Promise<D | undefined>;
  /** @throws DuplicateKey when the id or a unique field is taken. */
  insert(id: string, fields: Fields<D>, facts: Fact[]): Promise<void>;
  /**
   * False, without a change, when the document is no longer at version `v`.
   * @throws DuplicateKey.
   */
  replace(
    id: string,
    v: number,
    fields: Fields<D>,
    facts: Fact[],
  ): Promise<boolean>;
}

/** `saved` receives the id of each document with events to publish. */
export function versioned<D extends Versioned>(
  collection: Collection<D>,
  saved: (id: string) => void,
  now: () => Date,
): VersionedCollection<D> {
  const span = (verb: string, id: string) =>
    [
      `${verb} ${collection.collectionName}`,
      {
        kind: 'CLIENT',
        attributes: { 'db.system.name': 'mongodb', 'db.document.id': id },
      },
    ] as const;

  return {
    async find(id) {
      const found = await inSpan(...span('find', id), () =>
        collection.findOne({ _id: id } as Filter<D>),
      );
      return (found as D | null) ?? undefined;
    },
    async insert(id, fields, facts) {
      await inSpan(...span('insert', id), async () => {
        const outbox = entries(id, 1, facts, now());
        const document = {
          _id: id,
          v: 1,
          ...fields,
          outbox,
          ...(outbox.length > 0 ? { pending: rangeOf(id) } : {}),
        };
        await collection
          .insertOne(document as OptionalUnlessRequiredId<D>)
          .catch(rethrowDuplicate);
      });
      if (facts.length > 0) saved(id);
    },
    async replace(id, v, fields, facts) {
      const matched = await inSpan(...span('replace', id), async () => {
        const outbox = entries(id, v + 1, facts, now());
        const change = {
          $set: {
            ...fields,
            v: v + 1,
            ...(outbox.length > 0 ? { pending: rangeOf(id) } : {}),
          },
          ...(outbox.length > 0
            ? { $push: { outbox: { $each: outbox } } }
            : {}),
        };
        const result = await collection
          .updateOne(
            { _id: id, v } as Filter<D>,
            change as unknown as UpdateFilter<D>,
          )
          .catch(rethrowDuplicate);
        return result.matchedCount === 1;
      });
      if (matched && facts.length > 0) saved(id);
      return matched;
    },
  };
}

// The id is made of document and version, so publishing a change twice gives
// the same event.
function entries(
  id: string,
  v: number,
  facts: Fact[],
  at: Date,
): OutboxEntry[] {
  const traceparent = currentTraceparent();
  return facts.map(({ topic, data }, n) => ({
    id: `${id}.${v}.${n}`,
    topic,
    data,
    at: at.toISOString(),
    ...(traceparent ? { traceparent } : {}),
  }));
}

const DUPLICATE_KEY = 11_000;

/**
 * Rethrows the server's duplicate-key error with the name of the index, and any
 * other error as it is.
 */
export function rethrowDuplicate(err: unknown): never {
  if (err instanceof MongoServerError && err.code === DUPLICATE_KEY) {
    throw new DuplicateKey(
      /index: (?:\S+\.\$)?(\S+)/.exec(err.message)?.[1] ?? 'unknown',
    );
  }
  throw err;
}
