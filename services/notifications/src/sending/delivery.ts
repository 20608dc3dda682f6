import type { MailMessage } from '@souk/contracts/notifications/views';
import { AppError } from '@souk/platform/http/errors';
import type { Mail, MailStore, Outcome } from '../mails/store';
import { nextTry } from '../rules/retries';
import { render } from '../templates/templates';
import type { FindContact } from './owners';
import { NotSent, type Send } from './smtp';

export interface DeliveryDeps {
  mails: MailStore;
  findContact: FindContact;
  /** Absent where mails are kept instead. */
  send: Send | undefined;
  /** The public origin of the shop. */
  origin: string;
  /** The domain of message ids: that of the sender's address. */
  domain: string;
  now: () => Date;
}

/** Nobody wants it any more. */
class Unwanted extends Error {
  override readonly name = 'Unwanted';
}

const UNKNOWN_TEMPLATE =
  'this version does not know the template; a newer one sends it';

/**
 * Tries a claimed mail once. A mail that the server has taken is sent again
 * when the process ends before that is stored: then with the same message id.
 */
export async function deliver(
  deps: DeliveryDeps,
  mail: Mail,
): Promise<Outcome> {
  const outcome = await tried(deps, mail).catch((err: unknown) =>
    afterFailure(deps, mail, err),
  );
  await deps.mails.settle(mail, outcome, deps.now());
  return outcome;
}

async function tried(deps: DeliveryDeps, mail: Mail): Promise<Outcome> {
  const message = await compose(deps, mail);
  if (!deps.send) return { state: 'kept', problem: null };
  await deps.send({
    ...message,
    messageId: `${mail.id}.${mail.round}@${deps.domain}`,
    date: mail.roundAt,
  });
  return { state: 'sent', problem: null };
}

/**
 * What the mail says now. @throws Unwanted, NotSent; AppError when its owner
 * does not answer.
 */
async function compose(
  {
    findContact,
    origin,
    now,
  }: Pick<DeliveryDeps, 'findContact' | 'origin' | 'now'>,
  { owner, requestId, template }: Mail,
): Promise<MailMessage> {
  const contact = await findContact(owner, requestId);
  if (!contact) throw new Unwanted('its account is gone');
  if (contact.expiresAt && Date.parse(contact.expiresAt) <= now().getTime())
    throw new Unwanted('its link has expired');
  const message = render(template, contact, { origin, owner });
  if (!message) throw new NotSent(UNKNOWN_TEMPLATE, false);
  return message;
}

/** The message of a kept mail, or undefined when nobody wants it any more. */
export const readKept = (
  deps: Pick<DeliveryDeps, 'findContact' | 'origin' | 'now'>,
  mail: Mail,
): Promise<MailMessage | undefined> =>
  compose(deps, mail).catch((err: unknown) => {
    if (err instanceof Unwanted) return undefined;
    throw err;
  });

function afterFailure(
  { now }: Pick<DeliveryDeps, 'now'>,
  mail: Mail,
  err: unknown,
): Outcome {
  if (err instanceof Unwanted)
    return { state: 'dropped', problem: err.message };
  const problem = problemOf(err, mail.owner);
  const dueAt = nextTry({
    tries: mail.tries,
    since: mail.roundAt,
    now: now(),
    permanent: err instanceof NotSent && err.permanent,
  });
  return dueAt
    ? { state: 'waiting', dueAt, problem }
    : { state: 'failed', problem };
}

const problemOf = (err: unknown, owner: string): string => {
  if (err instanceof NotSent) return err.message;
  return err instanceof AppError
    ? `${owner} did not answer`
    : 'the mail could not be made';
};
