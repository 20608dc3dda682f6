import { AppError } from '@souk/platform/http/errors';
import type { Identity } from '@souk/platform/auth/requires';
import { MAX_BODY_BYTES } from '@souk/platform/http/app';
import type { Context, Middleware } from 'koa';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { clientOf } from './client-address';

/** What one client may do in a minute. */
export interface RateLimitOptions {
  signInsPerAccount: number;
  signInsPerIp: number;
  registrationsPerIp: number;
  /** A write counts once, and once more for each 4 KiB of its body. */
  writesPerVendor: number;
}

/**
 * Each throws AppError `too-many-requests` (429) above its limit. Each replica
 * counts for itself.
 */
export interface RateLimits {
  /**
   * Sign-ins from one address to any account; called before the body is parsed.
   */
  signInFrom(ip: string): Promise<void>;
  /**
   * Sign-ins to one account from one address, so that nobody can lock an
   * account from elsewhere.
   */
  signInTo(account: string, ip: string): Promise<void>;
  registrationFrom(ip: string): Promise<void>;
  /** Refreshes of sessions from one address. */
  refreshFrom(ip: string): Promise<void>;
  writeBy(vendorId: string, bodyBytes: number): Promise<void>;
}

export function rateLimits({
  signInsPerAccount,
  signInsPerIp,
  registrationsPerIp,
  writesPerVendor,
}: RateLimitOptions): RateLimits {
  const signIns = perMinute('sign-in-ip', signInsPerIp);
  const accounts = perMinute('sign-in-account', signInsPerAccount);
  const refreshes = perMinute('refresh', signInsPerIp);
  const registrations = perMinute('registration', registrationsPerIp);
  const writes = perMinute('write', writesPerVendor);
  return {
    writeBy: (vendorId, bodyBytes) =>
      writes(vendorId, 1 + Math.floor(bodyBytes / WRITE_BYTES)),
    signInFrom: (ip) => signIns(clientOf(ip)),
    signInTo: (account, ip) => accounts(`${account} ${clientOf(ip)}`),
    refreshFrom: (ip) => refreshes(clientOf(ip)),
    registrationFrom: (ip) => registrations(clientOf(ip)),
  };
}

/** What a write may carry before it counts for more. */
const WRITE_BYTES = 4 * 1024;

function perMinute(
  keyPrefix: string,
  points: number,
): (key: string, used?: number) => Promise<void> {
  const limiter = new RateLimiterMemory({ keyPrefix, points, duration: 60 });
  return async (key, used = 1) => {
    await limiter.consume(key, used).catch((refusal: unknown) => {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const retryAfterSeconds = refusal.msBeforeNext / 1000;
      throw new AppError(
        'too-many',
        'too-many-requests',
        'Too many tries; wait a little',
        { retryAfterSeconds },
      );
    });
  };
}

/** Refuses a vendor whose writes are above the limit, once it is identified. */
export const withWriteQuota = (
  { identify }: Identity,
  { writeBy }: Pick<RateLimits, 'writeBy'>,
): Identity => ({
  async identify(ctx) {
    const principal = await identify(ctx);
    if (principal.role === 'vendor' && !['GET', 'HEAD'].includes(ctx.method))
      await writeBy(principal.id, bodyBytesOf(ctx));
    return principal;
  },
});

/** A body of unknown length counts as the largest one that is read. */
const bodyBytesOf = ({ headers }: Context): number => {
  const unknown = headers['transfer-encoding'] ? MAX_BODY_BYTES : 0;
  return Number(headers['content-length'] ?? unknown);
};

/** How many requests may be under way, in all and from one client. */
export interface GateOptions {
  maxInFlight: number;
  maxInFlightPerAddress: number;
}

/**
 * Admits a request from an address and returns the function that releases it.
 * @throws AppError `overloaded` (503) instead of queueing without bound.
 */
export type Gate = (address: string) => () => void;

/** Remembers an address only while it holds a place: `maxInFlight` at most. */
export function inFlightGate({
  maxInFlight,
  maxInFlightPerAddress,
}: GateOptions): Gate {
  const held = new Map<string, number>();
  let inside = 0;
  return (address) => {
    const client = clientOf(address);
    const own = held.get(client) ?? 0;
    if (inside >= maxInFlight)
      throw overloaded('Too many requests are under way');
    if (own >= maxInFlightPerAddress)
      throw overloaded('Too many requests from your address are under way');
    inside += 1;
    held.set(client, own + 1);
    return () => {
      inside -= 1;
      const left = (held.get(client) ?? 0) - 1;
      if (left > 0) held.set(client, left);
      else held.delete(client);
    };
  };
}

const overloaded = (detail: string) =>
  new AppError('unavailable', 'overloaded', detail, { retryAfterSeconds: 1 });

/**
 * Limits public requests only; what arrives through the sidecar has been
 * admitted already.
 */
export function admission(enter: Gate): Middleware {
  return async (ctx, next) => {
    if (!ctx.path.startsWith('/api/')) {
      await next();
      return;
    }
    const leave = enter(ctx.ip);
    try {
      await next();
    } finally {
      leave();
    }
  };
}
