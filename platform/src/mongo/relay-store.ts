import type { Collection, Document, Filter } from 'mongodb';
import { rangeClaims, type Claim, type RangeClaims } from './relay-claims';
import type { Outboxed, OutboxEntry } from './versioned';

/** A document whose events wait. */
export interface Waiting {
  _id: string;
  outbox: OutboxEntry[];
}

export interface RangeSearch {
  /** An ISO 8601 time: documents whose events are younger are left out. */
  before: string;
  without: string[];
}

/** What the relay asks of the documents with an outbox; of each only that. */
export interface RelayStore {
  name: string;
  claims: RangeClaims;
  of(ids: string[]): Promise<Waiting[]>;
  inRange(range: number, search: RangeSearch): Promise<Waiting[]>;
  /**
   * When the oldest waiting event was saved, in milliseconds since the epoch;
   * of the first documents found, if many wait.
   */
  oldest(): Promise<number | undefined>;
  /** Events added meanwhile stay. */
  remove(ids: string[], eventIds: string[]): Promise<void>;
}

const BATCH = 200;

export function relayStore<D extends Outboxed>(
  collection: Collection<D>,
  options: { owner: string; now: () => Date },
): RelayStore {
  const documents = collection as unknown as Collection<Outboxed>;
  const name = collection.collectionName;
  const find = (filter: Filter<Outboxed>, projection: Document) =>
    documents.find<Waiting>(filter, { projection, limit: BATCH }).toArray();
  return {
    name,
    claims: rangeClaims(
      collection.db.collection<Claim>('relay-claims'),
      name,
      options,
    ),
    of: (ids) => find({ _id: { $in: ids } }, { outbox: 1 }),
    inRange: (range, { before, without }) =>
      find(
        {
          pending: range,
          'outbox.0.at': { $lte: before },
          ...(without.length > 0 ? { _id: { $nin: without } } : {}),
        },
        { outbox: 1 },
      ),
    async oldest() {
      // Earlier versions marked documents without their range.
      await documents.updateMany(
        { pending: true as unknown as number },
        { $set: { pending: 0 } },
      );
      const found = await find({ pending: { $gte: 0 } }, { 'outbox.at': 1 });
      const times = found.flatMap(({ outbox: [entry] }) =>
        entry ? [Date.parse(entry.at)] : [],
      );
      return times.length === 0 ? undefined : Math.min(...times);
    },
    async remove(ids, eventIds) {
      await documents.updateMany({ _id: { $in: ids } }, without(eventIds));
    },
  };
}

/** One statement for all: `pending` goes with the last event of a document. */
function without(eventIds: string[]): Document[] {
  const cond = { $not: [{ $in: ['$$event.id', { $literal: eventIds }] }] };
  const outbox = { $filter: { input: '$outbox', as: 'event', cond } };
  const isEmpty = { $eq: ['$outbox', []] };
  const pending = { $cond: [isEmpty, '$$REMOVE', '$pending'] };
  return [{ $set: { outbox } }, { $set: { pending } }];
}

/** The index for the relay's search; part of every store's indexes. */
export const PENDING_INDEX = {
  key: { pending: 1 },
  name: 'pending',
  sparse: true,
} as const;
