import { customerErased } from '@souk/contracts/customers/events';
import { fact } from '@souk/contracts/event';
import {
  confirmed,
  type CredentialsDeps,
} from '@souk/platform/accounts/credentials';
import {
  forgetTries,
  type TriesStore,
} from '@souk/platform/accounts/sign-in-tries-store';
import type { SessionStore } from '@souk/platform/accounts/store';
import type { MailRequestStore } from '@souk/platform/mails/requests-store';
import { DuplicateKey } from '@souk/platform/mongo/versioned';
import type { AddressStore } from '../addresses/store';
import type { Customer, CustomerStore } from '../customers/store';
import type { ErasureStore } from './store';

/** Everything of this service that holds something of a customer. */
export interface ErasureStores {
  customers: CustomerStore;
  addresses: AddressStore;
  sessions: SessionStore;
  mails: MailRequestStore;
  tries: TriesStore;
  erasures: ErasureStore;
}

export interface ErasureDeps extends ErasureStores, CredentialsDeps<Customer> {}

/**
 * Removes a customer everywhere. The erasure is stored first, with its event:
 * from then on the sweep completes what a crash leaves.
 * @throws AppError `wrong-credentials`, `too-many-requests`.
 */
export async function eraseCustomer(
  deps: ErasureDeps,
  customerId: string,
  password: string,
): Promise<void> {
  await confirmed(deps, customerId, password);
  const erasedAt = deps.now();
  await deps.erasures
    .add(
      { customerId, erasedAt },
      fact(customerErased, { customerId, erasedAt: erasedAt.toISOString() }),
    )
    .catch((err: unknown) => {
      if (!(err instanceof DuplicateKey)) throw err;
    });
  await removeEverything(deps, customerId);
}

/**
 * Repeating it changes nothing. The account goes last, since only it has the
 * address by which the rest is found.
 */
export async function removeEverything(
  deps: ErasureStores,
  customerId: string,
): Promise<void> {
  const { customers, addresses, sessions, mails } = deps;
  const email = (await customers.find(customerId))?.email;
  await sessions.removeOf(customerId);
  await addresses.remove(customerId);
  await mails.removeOf(customerId, email);
  await forgetTries(deps, customerId, ...(email === undefined ? [] : [email]));
  await customers.remove(customerId);
}
