import { createHash } from 'node:crypto';
import type { SignInOrigin } from '@souk/contracts/accounts/views';
import {
  authenticate,
  type ChangeableAccount,
  type Credentials,
} from './account';
import type { CredentialsDeps } from './credentials';
import { mailRequest } from '../mails/mails';
import type { SignInOptions } from './sessions';
import { countTry } from './sign-in-tries-store';

/** Devices an account remembers; the oldest is forgotten first. */
const MAX_DEVICES = 20;

/**
 * The account with these credentials. Wrong tries are limited, and the first
 * sign-in on a device is told by mail, but for the first of all.
 * @throws AppError `wrong-credentials`, `too-many-requests`.
 */
async function signIn<A extends ChangeableAccount>(
  deps: CredentialsDeps<A>,
  credentials: Credentials,
  origin: SignInOrigin,
): Promise<A> {
  const { email } = credentials;
  const { client } = origin;
  // Read before the count, so that both take the same time for any address.
  const named = await deps.accounts.findByEmail(email);
  const knownDevice =
    named?.devices.includes(deviceOf(named.id, origin)) ?? false;
  const takeBack = await countTry(deps, {
    account: email,
    client,
    knownDevice,
  });
  const account = await authenticate(deps.accounts, credentials);
  await takeBack();
  await remember(deps, account, origin);
  return account;
}

/** A device by its cookie or, without one, by its name and network. */
const deviceOf = (accountId: string, origin: SignInOrigin): string =>
  createHash('sha256')
    .update(
      JSON.stringify([accountId, origin.id ?? [origin.name, origin.client]]),
    )
    .digest('base64url')
    .slice(0, 22);

async function remember<A extends ChangeableAccount>(
  deps: CredentialsDeps<A>,
  { id }: A,
  origin: SignInOrigin,
): Promise<void> {
  const device = deviceOf(id, origin);
  for (let attempt = 0; attempt < 10; attempt++) {
    const account = await deps.accounts.find(id);
    if (!account || account.devices.includes(device)) return;
    const notice =
      account.devices.length === 0
        ? undefined
        : noticeOf(deps, account, origin);
    // Without its event, which is saved with the device, it is not sent.
    if (notice) await deps.mails.add(notice);
    const next = {
      ...account,
      version: account.version + 1,
      devices: [...account.devices, device].slice(-MAX_DEVICES),
    };
    const facts = notice ? [deps.mailRequested(notice)] : [];
    if (await deps.accounts.save(next, ...facts)) return;
  }
}

const noticeOf = (
  { newId, now }: CredentialsDeps,
  { id: accountId, email: to, name }: ChangeableAccount,
  origin: SignInOrigin,
) =>
  mailRequest(
    {
      id: newId(),
      template: 'new-sign-in',
      accountId,
      to,
      name,
      hasLink: false,
      details: { at: now().toISOString(), device: origin.name },
    },
    now(),
  );

/** How a service opens the sessions of such sign-ins. */
export const signInFrom = <A extends ChangeableAccount>(
  deps: CredentialsDeps<A>,
  origin: SignInOrigin,
): SignInOptions<A> => ({
  by: (_accounts, credentials) => signIn(deps, credentials, origin),
  device: origin.name,
});
