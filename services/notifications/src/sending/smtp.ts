import type { MailMessage } from '@souk/contracts/notifications/views';
import { createTransport } from 'nodemailer';

/** A message with what makes it the same one when it is sent again. */
export interface Outgoing extends MailMessage {
  /** Without angle brackets. */
  messageId: string;
  date: Date;
}

/**
 * Hands a message to the mail server. @throws NotSent.
 */
export type Send = (message: Outgoing) => Promise<void>;

/** The server does not have the message, or may have it and did not say so. */
export class NotSent extends Error {
  override readonly name = 'NotSent';

  constructor(
    /** In our words: those of the server may contain the address. */
    message: string,
    /** The server refused this mail, and would again. */
    readonly permanent: boolean,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/** Everything the sending of one mail may take. */
const SEND_MS = 45_000;

export interface SmtpOptions {
  host: string;
  port: number;
  /** `none` is for a server on this machine only. */
  tls: 'starttls' | 'implicit' | 'none';
  user?: string | undefined;
  password: () => Promise<string>;
  from: string;
  sendMs?: number;
  /** Of a private certificate authority, in tests. */
  ca?: string;
}

/**
 * One connection for each mail: a pool would send a mail again by itself when
 * its connection broke.
 */
export function smtpSender(options: SmtpOptions): Send {
  const { host, port, tls, user, from, sendMs = SEND_MS, ca } = options;
  const server = {
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    tls: {
      minVersion: 'TLSv1.2' as const,
      ...(ca === undefined ? {} : { ca }),
    },
    connectionTimeout: 10_000,
    dnsTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  return async ({ to, subject, text, html, messageId, date }) => {
    const auth = user ? { user, pass: await options.password() } : undefined;
    const transport = createTransport({ ...server, ...(auth ? { auth } : {}) });
    try {
      await transport.sendMail({
        from: { name: 'Souk', address: from },
        to: { name: '', address: to },
        envelope: { from, to: [to] },
        subject,
        text,
        html,
        date,
        messageId: `<${messageId}>`,
        // RFC 3834: no reply by a machine.
        headers: { 'Auto-Submitted': 'auto-generated' },
        signal: AbortSignal.timeout(sendMs),
      });
    } catch (err) {
      throw notSent(err);
    } finally {
      transport.close();
    }
  };
}

interface SmtpError {
  code?: string;
  responseCode?: number;
  response?: string;
}

/** Refusals of this mail; others are of the connection or of our login. */
const OF_THE_MAIL = new Set(['EENVELOPE', 'EMESSAGE']);

const REASONS: Record<string, string> = {
  EAUTH: 'the mail server refused the login',
  EABORT: 'the mail server took too long',
  ETIMEDOUT: 'the mail server took too long',
  EDNS: 'the name of the mail server is unknown',
  ETLS: 'the connection to the mail server could not be encrypted',
};

function notSent(err: unknown): NotSent {
  const { code = '', responseCode, response = '' } = err as SmtpError;
  const ofTheMail = OF_THE_MAIL.has(code);
  const permanent =
    ofTheMail && responseCode !== undefined && responseCode >= 500;
  const answer = /^\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3}(?= ))?/.exec(response)?.[0];
  const reason =
    REASONS[code] ??
    (answer === undefined
      ? 'the connection to the mail server failed'
      : 'the mail server refused it');
  return new NotSent(
    answer === undefined ? reason : `${reason}: ${answer.replace('-', ' ')}`,
    permanent,
    err,
  );
}

/** Where no server is set: mails wait for one. */
export const noServer: Send = () =>
  Promise.reject(new NotSent('no mail server is set', false));
