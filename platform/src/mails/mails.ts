import type { MailTemplate, MailContact } from '@souk/contracts/mail/requests';
import type { Fact } from '@souk/contracts/event';
import { AppError } from '../http/errors';
import type { MailRequest, MailRequestStore } from './requests-store';
import type { MailTokens } from './tokens';

export interface MailsDeps {
  mails: MailRequestStore;
  mailTokens: MailTokens;
  /** The event that has a mail sent. */
  mailRequested: (request: MailRequest) => Fact;
  now: () => Date;
}

const HOUR_MS = 60 * 60_000;

/** How long a mail's link works, and a mail without one may still be sent. */
const LIFETIME_MS: Record<MailTemplate, number> = {
  'verify-email': 24 * HOUR_MS,
  'already-registered': 24 * HOUR_MS,
  'reset-password': HOUR_MS,
  'email-changed': 24 * HOUR_MS,
  'new-sign-in': 24 * HOUR_MS,
  'welcome-vendor': 7 * 24 * HOUR_MS,
};

type NewMail = Omit<MailRequest, 'createdAt' | 'expiresAt'>;

/** A request of now, which expires as its kind of mail does. */
export const mailRequest = (mail: NewMail, now: Date): MailRequest => ({
  ...mail,
  createdAt: now,
  expiresAt: new Date(now.getTime() + LIFETIME_MS[mail.template]),
});

/** What one address gets of one kind within an hour. */
const MOST_AN_HOUR = 5;

/**
 * Saves a mail to be sent. It is not sent when nobody is known there, or the
 * address has had enough; the same is done and answered.
 */
export async function requestMail(
  { mails, mailRequested, now }: MailsDeps,
  mail: NewMail,
  { known = true } = {},
): Promise<void> {
  const at = now();
  const { to, template } = mail;
  const since = new Date(at.getTime() - HOUR_MS);
  const earlier = await mails.countOf(to, template, since);
  const request = mailRequest(mail, at);
  const isSent = known && earlier < MOST_AN_HOUR;
  await mails.add(request, ...(isSent ? [mailRequested(request)] : []));
}

/**
 * What the sender of a mail needs.
 * @throws AppError `mail-request-not-found`, also when it has expired.
 */
export async function readMail(
  { mails, mailTokens, now }: MailsDeps,
  id: string,
): Promise<MailContact> {
  const request = await mails.find(id);
  if (!request || request.expiresAt <= now())
    throw new AppError(
      'not-found',
      'mail-request-not-found',
      'This mail is not to be sent, or no longer',
    );
  const { to, name = '', details, hasLink, expiresAt } = request;
  const link = {
    token: await mailTokens.of(id),
    expiresAt: expiresAt.toISOString(),
  };
  return {
    to,
    name,
    ...(details === undefined ? {} : { details }),
    ...(hasLink ? link : {}),
  };
}

/**
 * The request whose link has this token.
 * @throws AppError `invalid-link` when it has expired or was never made. Whether
 * it was used before, the account knows.
 */
export async function requestOfLink(
  { mails, mailTokens, now }: MailsDeps,
  token: string,
  ...templates: MailTemplate[]
): Promise<MailRequest> {
  const id = await mailTokens.requestOf(token);
  const request = id === undefined ? undefined : await mails.find(id);
  if (!request?.hasLink || request.expiresAt <= now()) throw invalidLink();
  if (!templates.includes(request.template)) throw invalidLink();
  return request;
}

export const invalidLink = () =>
  new AppError(
    'invalid',
    'invalid-link',
    'The link is not valid, has expired or was used before',
  );
