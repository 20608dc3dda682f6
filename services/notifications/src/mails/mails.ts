import { createHash } from 'node:crypto';
import type { App } from '@souk/contracts/apps';
import type { MailRequested } from '@souk/contracts/mail/requests';
import type {
  MailMessage,
  MailPage,
  MailQuery,
  MailView,
  MailWithMessage,
  OwnMails,
} from '@souk/contracts/notifications/views';
import { AppError } from '@souk/platform/http/errors';
import { currentTraceparent } from '@souk/platform/telemetry/tracing';
import type { Mail, MailStore } from './store';

export interface NoteDeps {
  mails: MailStore;
  /** To be told that a mail may be due. */
  wake: () => void;
  now: () => Date;
}

export interface MailsDeps extends NoteDeps {
  /** What a kept mail says; undefined when its account is gone. */
  read: (mail: Mail) => Promise<MailMessage | undefined>;
}

/**
 * Notes a mail that was asked for, once.
 * @throws AppError `dependency-unavailable` when it is not noted: whatever the
 * reason is, the event comes again until it is.
 */
export async function noteRequest(
  { mails, wake, now }: NoteDeps,
  owner: App,
  { requestId, template, accountId }: MailRequested,
): Promise<void> {
  const traceparent = currentTraceparent();
  const asked = { owner, requestId, template, accountId, receivedAt: now() };
  const id = mailId(owner, requestId, template);
  await mails
    .add({
      id,
      ...asked,
      ...(traceparent === undefined ? {} : { traceparent }),
    })
    .catch(comesAgain);
  wake();
}

/**
 * Removes the mails to an account that is gone.
 * @throws AppError `dependency-unavailable` when they are not removed.
 */
export const forgetAccount = (
  { mails }: NoteDeps,
  owner: App,
  accountId: string,
): Promise<void> => mails.removeOf(owner, accountId).catch(comesAgain);

function comesAgain(cause: unknown): never {
  throw new AppError(
    'unavailable',
    'dependency-unavailable',
    'The mails could not be changed',
    { cause },
  );
}

/** One for each owner, request and template, and fit for a path. */
const mailId = (owner: string, requestId: string, template: string): string =>
  createHash('sha256')
    .update(JSON.stringify([owner, requestId, template]))
    .digest('base64url')
    .slice(0, 32);

export async function listMails(
  { mails }: Pick<MailsDeps, 'mails'>,
  query: MailQuery,
): Promise<MailPage> {
  const [found, counts] = await Promise.all([
    mails.page({ ...query, limit: query.limit + 1 }),
    mails.counts(),
  ]);
  const items = found.slice(0, query.limit);
  const last = items.at(-1);
  return {
    items: items.map(mailView),
    next:
      last && found.length > items.length
        ? `${last.receivedAt.toISOString()}_${last.id}`
        : null,
    counts,
  };
}

/** The mails to a customer, without what they say: nobody keeps that. */
export async function listOwnMails(
  { mails }: Pick<MailsDeps, 'mails'>,
  customerId: string,
): Promise<OwnMails> {
  const found = await mails.ofAccount('customers', customerId);
  return {
    items: found.map(mailView).map((mail) => ({
      template: mail.template,
      state: mail.state,
      receivedAt: mail.receivedAt,
      settledAt: mail.settledAt,
    })),
  };
}

/** @throws AppError `mail-not-found`. */
export async function readMail(
  { mails, read }: Pick<MailsDeps, 'mails' | 'read'>,
  id: string,
): Promise<MailWithMessage> {
  const mail = await existing(mails, id);
  const message = mail.state === 'kept' ? await read(mail) : undefined;
  return { ...mailView(mail), message: message ?? null };
}

/** @throws AppError `mail-not-found`. */
export async function resendMail(
  { mails, wake, now }: NoteDeps,
  id: string,
): Promise<MailView> {
  await mails.again(id, now());
  const mail = await existing(mails, id);
  wake();
  return mailView(mail);
}

async function existing(mails: MailStore, id: string): Promise<Mail> {
  const mail = await mails.find(id);
  if (!mail)
    throw new AppError('not-found', 'mail-not-found', `There is no mail ${id}`);
  return mail;
}

const mailView = (mail: Mail): MailView => ({
  id: mail.id,
  owner: mail.owner,
  template: mail.template,
  accountId: mail.accountId,
  state: mail.state,
  receivedAt: mail.receivedAt.toISOString(),
  attempts: mail.attempts,
  nextTryAt: mail.state === 'waiting' ? mail.dueAt.toISOString() : null,
  settledAt: mail.settledAt?.toISOString() ?? null,
  problem: mail.problem,
});
