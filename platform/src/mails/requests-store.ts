import type { MailDetails, MailTemplate } from '@souk/contracts/mail/requests';
import type { z } from 'zod';
import type { Fact } from '@souk/contracts/event';
import type { Collection } from 'mongodb';
import { ensureIndexes, type IndexesMade } from '../mongo/indexes';
import { PENDING_INDEX } from '../mongo/relay-store';
import { type Versioned, versioned } from '../mongo/versioned';

/** A mail that an account's owner, or somebody with its address, gets. */
export interface MailRequest {
  id: string;
  template: MailTemplate;
  accountId: string;
  to: string;
  hasLink: boolean;
  /** Only of somebody who has shown that the address is theirs. */
  name?: string;
  /** Of the account at this time: its links are void after the next change. */
  credentialsVersion?: number;
  /** The account that the link makes. */
  registration?: { name: string; passwordHash: string };
  /** Recognises the request that is sent again with its key. */
  digest?: string;
  details?: z.infer<typeof MailDetails>;
  createdAt: Date;
  /** The end of its link; it is deleted afterwards. */
  expiresAt: Date;
}

export interface MailRequestDocument
  extends Versioned, Omit<MailRequest, 'id'> {}

export interface MailRequestStore {
  find(id: string): Promise<MailRequest | undefined>;
  /** @throws DuplicateKey when the id is taken. */
  add(request: MailRequest, ...facts: Fact[]): Promise<void>;
  /** How many mails of a kind an address was to get since then. */
  countOf(to: string, template: MailTemplate, since: Date): Promise<number>;
  /** The latest of an account, the newest first. */
  ofAccount(accountId: string): Promise<MailRequest[]>;
  /** Deletes those of an account, and those to its address. */
  removeOf(accountId: string, to?: string): Promise<void>;
}

export interface MailRequestStoreOptions {
  /** Receives the id of each request with an event to publish. */
  saved: (id: string) => void;
  now: () => Date;
}

const MOST_LISTED = 1_000;

/** Mail requests in MongoDB, which deletes them after they expire. */
export function mailRequestStore(
  collection: Collection<MailRequestDocument>,
  { saved, now }: MailRequestStoreOptions,
): MailRequestStore & { indexed: IndexesMade } {
  const documents = versioned(collection, saved, now);
  return {
    indexed: ensureIndexes(collection, [
      { key: { expiresAt: 1 }, name: 'expiry', expireAfterSeconds: 0 },
      { key: { to: 1, template: 1, createdAt: 1 }, name: 'to' },
      { key: { accountId: 1 }, name: 'account' },
      PENDING_INDEX,
    ]),
    async find(id) {
      const found = await documents.find(id);
      return found && requestOf(found);
    },
    add: ({ id, ...fields }, ...facts) => documents.insert(id, fields, facts),
    countOf: (to, template, since) =>
      collection.countDocuments({ to, template, createdAt: { $gt: since } }),
    async ofAccount(accountId) {
      const found = await collection
        .find({ accountId })
        .sort({ createdAt: -1 })
        .limit(MOST_LISTED)
        .toArray();
      return found.map((document) =>
        requestOf(document as MailRequestDocument),
      );
    },
    async removeOf(accountId, to) {
      await collection.deleteMany({ accountId });
      if (to !== undefined) await collection.deleteMany({ to });
    },
  };
}

export function requestOf(document: MailRequestDocument): MailRequest {
  const { name, credentialsVersion, registration, digest, details } = document;
  return {
    id: document._id,
    template: document.template,
    accountId: document.accountId,
    to: document.to,
    hasLink: document.hasLink,
    ...(name === undefined ? {} : { name }),
    ...(credentialsVersion === undefined ? {} : { credentialsVersion }),
    ...(registration === undefined ? {} : { registration }),
    ...(digest === undefined ? {} : { digest }),
    ...(details === undefined ? {} : { details }),
    createdAt: document.createdAt,
    expiresAt: document.expiresAt,
  };
}
