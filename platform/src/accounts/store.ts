import type { Fact } from '@souk/contracts/event';
import type { Collection } from 'mongodb';
import { ensureIndexes, type IndexesMade } from '../mongo/indexes';
import { PENDING_INDEX } from '../mongo/relay-store';
import {
  type Fields,
  type Versioned,
  type VersionedCollection,
  versioned,
} from '../mongo/versioned';
import type { Session } from './session';

type StoredFields = Omit<Session, 'id' | 'version' | 'accountId'>;

/**
 * A session as stored. Each service chooses the name of the field with the
 * account's id (`vendorId`, `customerId`).
 */
export type SessionDocument<Owner extends string> = Versioned &
  StoredFields &
  Record<Owner, string>;

export interface SessionStore {
  find(id: string): Promise<Session | undefined>;
  /** @throws DuplicateKey when the id is taken. */
  add(session: Session): Promise<void>;
  /**
   * Replaces version `session.version − 1`; false when the stored version is
   * newer.
   */
  save(session: Session, ...facts: Fact[]): Promise<boolean>;
}

export interface SessionStoreOptions<Owner extends string> {
  ownerField: Owner;
  /** Receives the id of each session with an event to publish. */
  saved: (id: string) => void;
  now: () => Date;
}

/** Sessions in MongoDB, which deletes them after they expire. */
export function sessionStore<Owner extends string>(
  collection: Collection<SessionDocument<Owner>>,
  { ownerField, saved, now }: SessionStoreOptions<Owner>,
): SessionStore & { indexed: IndexesMade } {
  const expiry = {
    key: { expiresAt: 1 },
    name: 'expiry',
    expireAfterSeconds: 0,
  };
  return {
    ...sessionsIn(versioned(collection, saved, now), ownerField),
    indexed: ensureIndexes(collection, [expiry, PENDING_INDEX]),
  };
}

/** A session store on any versioned collection. */
export function sessionsIn<Owner extends string>(
  documents: VersionedCollection<SessionDocument<Owner>>,
  ownerField: Owner,
): SessionStore {
  const fieldsOf = ({ accountId, ...session }: Session) =>
    ({
      [ownerField]: accountId,
      ...storedFields(session),
    }) as unknown as Fields<SessionDocument<Owner>>;
  return {
    async find(id) {
      const found = await documents.find(id);
      if (!found) return undefined;
      const owner: Record<Owner, string> = found;
      const accountId = owner[ownerField];
      return { id, version: found.v, accountId, ...storedFields(found) };
    },
    add: (session) => documents.insert(session.id, fieldsOf(session), []),
    save: (session, ...facts) =>
      documents.replace(
        session.id,
        session.version - 1,
        fieldsOf(session),
        facts,
      ),
  };
}

const storedFields = ({
  refreshHash,
  usedHashes,
  createdAt,
  expiresAt,
  revokedAt,
}: StoredFields): StoredFields => ({
  refreshHash,
  usedHashes,
  createdAt,
  expiresAt,
  revokedAt,
});
