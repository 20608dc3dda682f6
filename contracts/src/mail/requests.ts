import { z } from 'zod';
import type { App } from '../apps';
import { defineCall } from '../call';
import { defineEvent } from '../event';
import { Email, Id, Instant, Line, orLater } from '../fields';

/**
 * What a mail is about. `email-changed` has a token when it goes to the new
 * address, to confirm it, and none when it goes to the old one.
 */
export const MailTemplate = z.enum([
  'verify-email',
  'already-registered',
  'reset-password',
  'email-changed',
  'new-sign-in',
  'welcome-vendor',
]);
export type MailTemplate = z.infer<typeof MailTemplate>;

/**
 * Asks for one mail. An event has neither an address nor a secret: whoever
 * sends the mail reads both from the owner at that time.
 */
export const MailRequested = z.object({
  requestId: Id,
  template: orLater(MailTemplate),
  accountId: Id,
  requestedAt: Instant,
});
export type MailRequested = z.infer<typeof MailRequested>;

/** A token of a link: opaque, single-use, safe in a URL. */
export const MailToken = z
  .string()
  .regex(
    /^[A-Za-z0-9_-]{16,200}$/,
    'must be 16 to 200 letters, digits, _ or -',
  );

/** What only some templates show. */
export const MailDetails = z.object({
  /** When it happened. */
  at: Instant.optional(),
  /** The new address, of `email-changed`. */
  newEmail: Email.optional(),
  /** The browser and system of `new-sign-in`. */
  device: Line(300).optional(),
});
export type MailDetails = z.infer<typeof MailDetails>;

/** To whom a requested mail goes, and what it needs to say. */
export const MailContact = z.object({
  to: Email,
  name: z.string().max(300),
  /** BCP 47. */
  locale: z.string().max(35).optional(),
  token: MailToken.optional(),
  /** Until when the token is valid. After that the mail is not sent. */
  expiresAt: Instant.optional(),
  details: MailDetails.optional(),
});
export type MailContact = z.infer<typeof MailContact>;

/** The event of each app that asks for mails. */
export const mailRequestedBy = (app: App) =>
  defineEvent(`${app}.mail-requested.v1`, MailRequested);

/**
 * The call of each app that asks for mails. Asked twice it gives the same link.
 * `mail-request-not-found` when the account is gone or the mail is no longer
 * wanted: it is then not sent.
 */
export const mailRequestCall = <A extends App>(app: A) =>
  defineCall({
    app,
    method: 'GET',
    path: '/mail-requests/{requestId}',
    scope: 'contact:read',
    role: 'service',
    answer: MailContact,
    refusals: ['mail-request-not-found'],
  });
