import { createHash } from 'node:crypto';
import type {
  CustomerView,
  RegisterCustomer,
} from '@souk/contracts/customers/views';
import type { MailRequest } from '@souk/platform/accounts/mail-requests-store';
import {
  invalidLink,
  mailRequest,
  type MailsDeps,
  requestOfLink,
} from '@souk/platform/accounts/mails';
import { hashPassword } from '@souk/platform/accounts/passwords';
import { idOfKey, keyReused } from '@souk/platform/http/idempotency';
import { DuplicateKey } from '@souk/platform/mongo/versioned';
import { type CustomersDeps, customerView } from './customers';

export interface RegistrationDeps extends CustomersDeps, MailsDeps {}

/**
 * Asks for a mail that makes the account or says that there is one. Both take
 * the same work and have the same answer, so that nobody learns here which
 * addresses are known. What somebody else chose (name, password) gets into no
 * account that exists. The same key again asks for no second mail.
 * @throws AppError `idempotency-key-reused`.
 */
export async function register(
  deps: RegistrationDeps,
  wanted: RegisterCustomer,
  key?: string,
): Promise<{ email: string }> {
  const { customers, mails, newId, now } = deps;
  const { name, email, password } = wanted;
  const [passwordHash, known] = await Promise.all([
    hashPassword(password),
    customers.findByEmail(email),
  ]);
  const id = key === undefined ? newId() : idOfKey(['registration'], key);
  const digest = digestOf(wanted);
  const mail = known
    ? {
        template: 'already-registered' as const,
        accountId: known.id,
        name: known.name,
        hasLink: false,
      }
    : {
        template: 'verify-email' as const,
        accountId: newId(),
        hasLink: true,
        registration: { name, passwordHash },
      };
  await mails
    .add(mailRequest({ id, to: email, digest, ...mail }, now()))
    .catch((err: unknown) => {
      if (!(err instanceof DuplicateKey)) throw err;
      return assertSame(deps, id, wanted);
    });
  return { email };
}

/**
 * Makes the account of a link. Its id was chosen with the link, so that it is
 * made once.
 * @throws AppError `invalid-link`.
 */
export async function verifyAddress(
  deps: RegistrationDeps,
  token: string,
): Promise<CustomerView> {
  const request = await requestOfLink(deps, token);
  if (request.template === 'verify-email')
    return customerView(await accountOf(deps, request));
  throw invalidLink();
}

async function accountOf(
  { customers, now }: RegistrationDeps,
  { accountId: id, to: email, registration }: MailRequest,
) {
  if (!registration) throw invalidLink();
  const createdAt = now().toISOString();
  const customer = { id, email, ...registration, createdAt };
  try {
    await customers.add(customer);
  } catch (err) {
    if (!(err instanceof DuplicateKey)) throw err;
    throw invalidLink();
  }
  return customer;
}

async function assertSame(
  { mails }: RegistrationDeps,
  id: string,
  wanted: RegisterCustomer,
): Promise<void> {
  const first = await mails.find(id);
  if (first?.digest !== digestOf(wanted)) throw keyReused();
}

const digestOf = ({ name, email }: RegisterCustomer): string =>
  createHash('sha256')
    .update(JSON.stringify([name, email]))
    .digest('base64url');
