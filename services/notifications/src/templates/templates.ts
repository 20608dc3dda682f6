import {
  MailTemplate,
  type MailContact,
  type MailTemplate as Template,
} from '@souk/contracts/mail/requests';
import type { MailMessage } from '@souk/contracts/notifications/views';
import { htmlOf, textOf, type Letter } from './letter';
import { greetedName, plain } from './text';

/** Where a template is rendered for. */
export interface Place {
  /** The public origin of the shop. */
  origin: string;
  /** Vendors have their own pages. */
  owner: string;
}

interface Given {
  contact: MailContact;
  owner: string;
  /** A page of the shop, with the token of the mail if it has one. */
  link: (path: string) => string;
}

type Content = Omit<Letter, 'greeting'>;

const pagesOf = (owner: string) =>
  owner === 'vendors'
    ? {
        home: '/console',
        account: '/console/account',
        signIn: '/console/sign-in',
        verify: '/console/verify',
        reset: '/console/reset-password',
        forgot: '/console/forgot-password',
      }
    : {
        home: '/account',
        account: '/account',
        signIn: '/sign-in',
        verify: '/verify',
        reset: '/reset-password',
        forgot: '/forgot-password',
      };

const NOT_YOU =
  'If you did not ask for this, you can ignore this message: nothing changes.';

const CONTENT: Record<Template, (given: Given) => Content> = {
  'verify-email': ({ contact, owner, link }) => ({
    subject: 'Confirm your e-mail address',
    paragraphs: [
      'Somebody, presumably you, opened an account at Souk with this address.',
      ...validity(contact),
    ],
    action: { label: 'Confirm my address', url: link(pagesOf(owner).verify) },
    closing: NOT_YOU,
  }),
  'already-registered': ({ owner, link }) => ({
    subject: 'You already have an account',
    paragraphs: [
      'Somebody, presumably you, tried to open an account at Souk with this address. You already have one, so nothing was changed.',
    ],
    action: { label: 'Sign in', url: link(pagesOf(owner).signIn) },
    closing: `If you have forgotten your password, you can choose a new one: ${link(pagesOf(owner).forgot)}`,
  }),
  'reset-password': ({ contact, owner, link }) => ({
    subject: 'Choose a new password',
    paragraphs: [
      'Somebody, presumably you, asked for a new password for your account at Souk.',
      ...validity(contact),
    ],
    action: { label: 'Choose a new password', url: link(pagesOf(owner).reset) },
    closing:
      'If you did not ask for this, you can ignore this message: your password stays as it is.',
  }),
  'email-changed': (given) =>
    given.contact.token === undefined ? changedFrom(given) : changedTo(given),
  'new-sign-in': ({ contact: { details }, owner, link }) => ({
    subject: 'A new sign-in to your account',
    paragraphs: [
      `Your account at Souk was signed in to on a device that we had not seen before${when(details?.at)}.`,
      ...(details?.device ? [`Device: ${plain(details.device, 120)}`] : []),
    ],
    action: {
      label: 'See where I am signed in',
      url: link(pagesOf(owner).account),
    },
    closing: `If this was not you, choose a new password, which ends every other session: ${link(pagesOf(owner).forgot)}`,
  }),
  'welcome-vendor': ({ owner, link }) => ({
    subject: 'Welcome to Souk',
    paragraphs: [
      'Your vendor account is open. Add your products and say how many you have, and shoppers find them at once.',
    ],
    action: { label: 'Open my console', url: link(pagesOf(owner).home) },
    closing:
      'If you did not open an account, somebody used your address by mistake. Choose a new password to make the account yours, or ignore this message.',
  }),
};

const changedTo = ({ contact, owner, link }: Given): Content => ({
  subject: 'Confirm your new e-mail address',
  paragraphs: [
    'Somebody, presumably you, asked to use this address for an account at Souk.',
    ...validity(contact),
  ],
  action: { label: 'Confirm my address', url: link(pagesOf(owner).verify) },
  closing: NOT_YOU,
});

const changedFrom = ({
  contact: { details },
  owner,
  link,
}: Given): Content => ({
  subject: 'Your e-mail address is being changed',
  paragraphs: [
    `Somebody, presumably you, asked to change the e-mail address of your account at Souk${details?.newEmail ? ` to ${details.newEmail}` : ''}${when(details?.at)}. It changes when it is confirmed at the new address.`,
  ],
  closing: `If this was not you, choose a new password now: ${link(pagesOf(owner).forgot)}`,
});

const when = (at: string | undefined) =>
  at === undefined ? '' : ` on ${minute(at)}`;

const validity = ({ expiresAt }: MailContact): string[] =>
  expiresAt === undefined
    ? []
    : [`The link can be used once, until ${minute(expiresAt)}.`];

/** 2026-01-02 03:04 UTC. */
const minute = (at: string) => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;

/** Undefined for a template of a later version. */
export function render(
  template: string,
  contact: MailContact,
  { origin, owner }: Place,
): MailMessage | undefined {
  const known = MailTemplate.safeParse(template);
  if (!known.success) return undefined;
  const link = (path: string, token = contact.token) => {
    const url = new URL(path, origin);
    if (token !== undefined) url.searchParams.set('token', token);
    return url.href;
  };
  const name = greetedName(contact.name);
  const letter = {
    ...CONTENT[known.data]({ contact, owner, link: (path) => link(path) }),
    greeting: name === undefined ? 'Hello,' : `Hello ${name},`,
  };
  return {
    to: contact.to,
    subject: letter.subject,
    text: textOf(letter),
    html: htmlOf(letter),
  };
}
