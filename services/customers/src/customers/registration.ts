import { createHash } from 'node:crypto';
import type {
  CustomerView,
  RegisterCustomer,
} from '@souk/contracts/customers/views';
import { changeableFields } from '@souk/platform/accounts/account';
import {
  confirmEmail,
  type CredentialsDeps,
} from '@souk/platform/accounts/credentials';
import type { MailRequest } from '@souk/platform/mails/requests-store';
import {
  invalidLink,
  requestMail,
  requestOfLink,
} from '@souk/platform/mails/mails';
import { assertGoodPassword } from '@souk/platform/accounts/password-rules';
import { hashPassword } from '@souk/platform/accounts/passwords';
import { idOfKey, keyReused } from '@souk/platform/http/idempotency';
import { DuplicateKey } from '@souk/platform/mongo/versioned';
import { type CustomersDeps, customerView } from './customers';
import type { Customer } from './store';

export interface RegistrationDeps
  extends CustomersDeps, CredentialsDeps<Customer> {}

/**
 * Asks for a mail that makes the account or says that there is one. Both take
 * the same work and have the same answer, so that nobody learns here which
 * addresses are known. What somebody else chose (name, password) gets into no
 * account that exists. The same key again asks for no second mail.
 * @throws AppError `idempotency-key-reused`, `weak-password`.
 */
export async function register(
  deps: RegistrationDeps,
  wanted: RegisterCustomer,
  key?: string,
): Promise<{ email: string }> {
  const { customers, newId } = deps;
  const { name, email, password } = wanted;
  await assertGoodPassword(password, email);
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
  await requestMail(deps, { id, to: email, digest, ...mail }).catch(
    (err: unknown) => {
      if (!(err instanceof DuplicateKey)) throw err;
      return assertSame(deps, id, wanted);
    },
  );
  return { email };
}

/**
 * Makes the account of a link, or changes the address of one. The id of the
 * account was chosen with the link, so that it is made once.
 * @throws AppError `invalid-link`.
 */
export async function verifyAddress(
  deps: RegistrationDeps,
  token: string,
): Promise<CustomerView> {
  const request = await requestOfLink(
    deps,
    token,
    'verify-email',
    'email-changed',
  );
  const use = request.template === 'verify-email' ? accountOf : confirmEmail;
  const customer = await use(deps, request).catch((err: unknown) => {
    // Used before, or the address has got another account meanwhile.
    if (err instanceof DuplicateKey) throw invalidLink();
    throw err;
  });
  return customerView(customer);
}

async function accountOf(
  { customers, now }: RegistrationDeps,
  { accountId: id, to: email, registration }: MailRequest,
): Promise<Customer> {
  if (!registration) throw invalidLink();
  const customer = {
    id,
    version: 1,
    email,
    ...registration,
    createdAt: now().toISOString(),
    ...changeableFields({}),
  };
  await customers.add(customer);
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
