import type { SessionOwner, SignIn } from '@souk/contracts/vendors/views';
import { isLive, newSession, type Session } from './session';
import { authenticate, sessionEnded, type SessionsDeps } from './sessions';
import { vendorView } from '../vendors/vendors';
import type { Vendor } from '../vendors/store';

/**
 * A session without tokens, for the façade to keep on behalf of a browser.
 * @throws AppError `wrong-credentials`.
 */
export async function openBrowserSession(
  deps: SessionsDeps,
  credentials: SignIn,
): Promise<SessionOwner> {
  const vendor = await authenticate(deps, credentials);
  const session = newSession({
    id: deps.newId(),
    vendorId: vendor.id,
    refreshHash: null,
    now: deps.now(),
  });
  await deps.sessions.add(session);
  return ownerOf(vendor, session);
}

/**
 * Whose session it is, while it lives. @throws AppError `session-revoked`, also
 * for one that never was.
 */
export async function readSession(
  { sessions, vendors, now }: SessionsDeps,
  id: string,
): Promise<SessionOwner> {
  const session = await sessions.find(id);
  const vendor =
    session && isLive(session, now())
      ? await vendors.find(session.vendorId)
      : undefined;
  if (!session || !vendor) throw sessionEnded();
  return ownerOf(vendor, session);
}

const ownerOf = (vendor: Vendor, { id, expiresAt }: Session): SessionOwner => ({
  vendor: vendorView(vendor),
  sessionId: id,
  validUntil: expiresAt.toISOString(),
});
