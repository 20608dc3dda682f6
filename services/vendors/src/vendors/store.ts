import type { DigestQuery, RangeDigest } from '@souk/contracts/digest';
import type { Fact } from '@souk/contracts/event';
import type { MailTemplate } from '@souk/contracts/mail/requests';
import {
  type ChangeableAccount,
  changeableFields,
  partsOf,
} from '@souk/platform/accounts/account';
import type { TriesDocument } from '@souk/platform/accounts/sign-in-tries-store';
import type { MailRequestDocument } from '@souk/platform/mails/requests-store';
import type { SessionDocument } from '@souk/platform/accounts/store';
import { ensureIndexes, type IndexesMade } from '@souk/platform/mongo/indexes';
import { digestRange } from '@souk/platform/mongo/digest';
import { pageById } from '@souk/platform/mongo/page';
import { PENDING_INDEX } from '@souk/platform/mongo/relay-store';
import { type Versioned, versioned } from '@souk/platform/mongo/versioned';
import type { Collection, Db } from 'mongodb';

/** A mail that was asked for with the account, until that is gone. */
export interface MailRequest {
  id: string;
  template: MailTemplate;
}

export interface Vendor extends ChangeableAccount {
  /** ISO 8601. */
  createdAt: string;
  /** Absent in vendors of earlier releases. */
  mailRequests?: MailRequest[];
}

export interface VendorDocument
  extends Versioned, Omit<Vendor, 'id' | 'version'> {}

export interface VendorStore {
  find(id: string): Promise<Vendor | undefined>;
  findByEmail(email: string): Promise<Vendor | undefined>;
  findByMailRequest(requestId: string): Promise<Vendor | undefined>;
  /** @throws DuplicateKey when the e-mail is taken. */
  add(vendor: Vendor, facts: Fact[]): Promise<void>;
  /**
   * Replaces version `vendor.version − 1`; false when the stored version is
   * newer.
   */
  save(vendor: Vendor, ...facts: Fact[]): Promise<boolean>;
  /** Sorted by id, after the given one. */
  page(after: string, limit: number): Promise<Vendor[]>;
  digest(query: DigestQuery): Promise<RangeDigest>;
}

export const vendorCollection = (db: Db): Collection<VendorDocument> =>
  db.collection('vendors');

export const sessionCollection = (
  db: Db,
): Collection<SessionDocument<'vendorId'>> => db.collection('sessions');

export const mailCollection = (db: Db): Collection<MailRequestDocument> =>
  db.collection('mail-requests');

export const triesCollection = (db: Db): Collection<TriesDocument> =>
  db.collection('sign-in-tries');

export function vendorStore(
  collection: Collection<VendorDocument>,
  saved: (id: string) => void,
  now: () => Date,
): VendorStore & { indexed: IndexesMade } {
  const indexed = ensureIndexes(collection, [
    { key: { email: 1 }, name: 'email', unique: true },
    { key: { 'mailRequests.id': 1 }, name: 'mail-requests', sparse: true },
    PENDING_INDEX,
  ]);
  const vendors = versioned(collection, saved, now);
  return {
    indexed,
    async find(id) {
      const found = await vendors.find(id);
      return found && vendorOf(found);
    },
    async findByEmail(email) {
      const found = await collection.findOne({ email });
      return found ? vendorOf(found) : undefined;
    },
    async findByMailRequest(requestId) {
      const found = await collection.findOne({ 'mailRequests.id': requestId });
      return found ? vendorOf(found) : undefined;
    },
    async add(vendor, facts) {
      const { id, fields } = partsOf(vendor);
      await indexed();
      await vendors.insert(id, fields, facts);
    },
    async save(vendor, ...facts) {
      const { id, version, fields } = partsOf(vendor);
      return vendors.replace(id, version - 1, fields, facts);
    },
    page: async (after, limit) =>
      (await pageById(collection, after, limit)).map(vendorOf),
    digest: (query) => digestRange(collection, 'name', query),
  };
}

export function vendorOf(document: VendorDocument): Vendor {
  const { _id, v, name, email, passwordHash, createdAt, mailRequests } =
    document;
  return {
    id: _id,
    version: v,
    name,
    email,
    passwordHash,
    createdAt,
    ...(mailRequests ? { mailRequests } : {}),
    ...changeableFields(document),
  };
}
