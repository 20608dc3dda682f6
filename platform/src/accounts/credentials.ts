import type { Fact } from '@souk/contracts/event';
import { AppError } from '../http/errors';
import type { ChangeableAccount } from './account';
import type { MailRequest } from '../mails/requests-store';
import {
  invalidLink,
  mailRequest,
  type MailsDeps,
  requestMail,
  requestOfLink,
} from '../mails/mails';
import { assertGoodPassword } from './password-rules';
import { hashPassword, passwordMatches } from './passwords';
import { type AccountsDeps, closeSessions, lostRaces } from './sessions';
import { countTry, type TriesStore } from './sign-in-tries-store';

/** Accounts whose passwords and addresses can be changed. */
export interface CredentialsDeps<
  A extends ChangeableAccount = ChangeableAccount,
>
  extends AccountsDeps<A>, MailsDeps {
  tries: TriesStore;
  accounts: AccountsDeps<A>['accounts'] & {
    /**
     * Replaces version `account.version − 1`; false when the stored version is
     * newer. @throws DuplicateKey when the e-mail is taken.
     */
    save(account: A, ...facts: Fact[]): Promise<boolean>;
  };
}

/** The user of a session. */
export interface SignedInUser {
  accountId: string;
  sessionId: string;
}

/**
 * Asks for a mail with a link for a new password. For an address without an
 * account the same is done, but no mail is sent.
 */
export async function requestPasswordReset(
  deps: CredentialsDeps,
  email: string,
): Promise<void> {
  const account = await deps.accounts.findByEmail(email);
  await requestMail(
    deps,
    {
      id: deps.newId(),
      template: 'reset-password',
      accountId: account?.id ?? deps.newId(),
      to: email,
      hasLink: true,
      name: account?.name ?? '',
      credentialsVersion: account?.credentialsVersion ?? 0,
    },
    { known: account !== undefined },
  );
}

/**
 * Sets a new password by the link of a mail, and ends every session. Links that
 * were mailed before are void from then on.
 * @throws AppError `invalid-link`, `weak-password`.
 */
export async function resetPassword<A extends ChangeableAccount>(
  deps: CredentialsDeps<A>,
  { token, password }: { token: string; password: string },
): Promise<void> {
  const request = await requestOfLink(deps, token, 'reset-password');
  const { email } = await accountOfLink(deps, request);
  await assertGoodPassword(password, email);
  const passwordHash = await hashPassword(password);
  await change(deps, {
    account: () => accountOfLink(deps, request),
    to: (account) => withPassword(account, passwordHash, null),
  });
  await closeSessions(deps, request.accountId);
}

/**
 * Sets another password. The session that asks for it goes on, every other one
 * ends.
 * @throws AppError `wrong-credentials` when the current one is wrong,
 * `weak-password`.
 */
export async function changePassword<A extends ChangeableAccount>(
  deps: CredentialsDeps<A>,
  { accountId, sessionId }: SignedInUser,
  { password, newPassword }: { password: string; newPassword: string },
): Promise<void> {
  const account = await confirmed(deps, accountId, password);
  await assertGoodPassword(newPassword, account.email, 'newPassword');
  const passwordHash = await hashPassword(newPassword);
  await change(deps, {
    account: () => unchanged(deps, account),
    to: (current) => withPassword(current, passwordHash, sessionId),
  });
  await closeSessions(deps, accountId, sessionId);
}

/**
 * Asks for a mail to the new address with a link that confirms it. When the
 * address belongs to another account, that one is told instead, and the caller
 * gets the same answer.
 * @throws AppError `wrong-credentials`.
 */
export async function requestEmailChange(
  deps: CredentialsDeps,
  accountId: string,
  { email, password }: { email: string; password: string },
): Promise<void> {
  const account = await confirmed(deps, accountId, password);
  const other = await deps.accounts.findByEmail(email);
  const id = deps.newId();
  await requestMail(
    deps,
    other
      ? {
          id,
          template: 'already-registered',
          accountId: other.id,
          to: email,
          name: other.name,
          hasLink: false,
        }
      : {
          id,
          template: 'email-changed',
          accountId,
          to: email,
          name: account.name,
          hasLink: true,
          credentialsVersion: account.credentialsVersion,
          details: { newEmail: email },
        },
  );
}

/**
 * Changes the address to that of a link, and tells the old one. What was mailed
 * to the old address before is void.
 * @throws AppError `invalid-link`; DuplicateKey when the address has got another
 * account.
 */
export async function confirmEmail<A extends ChangeableAccount>(
  deps: CredentialsDeps<A>,
  request: MailRequest,
): Promise<A> {
  const { accountId, to: newEmail } = request;
  const before = await accountOfLink(deps, request);
  const at = deps.now();
  const notice = mailRequest(
    {
      id: deps.newId(),
      template: 'email-changed',
      accountId,
      to: before.email,
      name: before.name,
      hasLink: false,
      details: { newEmail, at: at.toISOString() },
    },
    at,
  );
  // Without its event, which is saved with the change, it is not sent.
  await deps.mails.add(notice);
  return change(deps, {
    account: () => accountOfLink(deps, request),
    to: (account) => ({
      ...account,
      email: newEmail,
      credentialsVersion: account.credentialsVersion + 1,
    }),
    facts: [deps.mailRequested(notice)],
  });
}

const withPassword = <A extends ChangeableAccount>(
  account: A,
  passwordHash: string,
  keptSession: string | null,
): A => ({
  ...account,
  passwordHash,
  credentialsVersion: account.credentialsVersion + 1,
  sessionsVersion: account.sessionsVersion + 1,
  keptSession,
});

/** Saves the change on the newest version of the account. */
async function change<A extends ChangeableAccount>(
  deps: CredentialsDeps<A>,
  {
    account,
    to,
    facts = [],
  }: {
    /** Reads it; throws when it may no longer be changed. */
    account: () => Promise<A>;
    to: (account: A) => A;
    facts?: Fact[];
  },
): Promise<A> {
  for (let attempt = 0; attempt < 10; attempt++) {
    const current = await account();
    const next = { ...to(current), version: current.version + 1 };
    if (await deps.accounts.save(next, ...facts)) return next;
  }
  throw lostRaces();
}

/** The account as the link was made for it: a link is used at most once. */
async function accountOfLink<A extends ChangeableAccount>(
  { accounts }: CredentialsDeps<A>,
  { accountId, credentialsVersion }: MailRequest,
): Promise<A> {
  const account = await accounts.find(accountId);
  if (!account || account.credentialsVersion !== credentialsVersion)
    throw invalidLink();
  return account;
}

/** The account, if its password and address are those that were checked. */
async function unchanged<A extends ChangeableAccount>(
  { accounts }: CredentialsDeps<A>,
  { id, credentialsVersion }: A,
): Promise<A> {
  const account = await accounts.find(id);
  if (account?.credentialsVersion === credentialsVersion) return account;
  throw lostRaces();
}

/**
 * The account, once its password was given again. Wrong ones are counted.
 * @throws AppError `wrong-credentials`, `too-many-requests`.
 */
export async function confirmed<A extends ChangeableAccount>(
  deps: CredentialsDeps<A>,
  accountId: string,
  password: string,
): Promise<A> {
  const takeBack = await countTry(deps, {
    account: accountId,
    client: 'signed in',
    knownDevice: true,
  });
  const account = await deps.accounts.find(accountId);
  const matches = await passwordMatches(account?.passwordHash, password);
  if (!account || !matches)
    throw new AppError('invalid', 'wrong-credentials', 'The password is wrong');
  await takeBack();
  return account;
}
