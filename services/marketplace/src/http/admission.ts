import { AppError } from '@souk/platform/http/errors';
import type { Middleware } from 'koa';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** What one client may do in a minute. */
export interface RateLimitOptions {
  signInsPerAccount: number;
  signInsPerIp: number;
  registrationsPerIp: number;
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
}

export function rateLimits({
  signInsPerAccount,
  signInsPerIp,
  registrationsPerIp,
}: RateLimitOptions): RateLimits {
  const signIns = perMinute('sign-in-ip', signInsPerIp);
  const accounts = perMinute('sign-in-account', signInsPerAccount);
  const registrations = perMinute('registration', registrationsPerIp);
  return {
    signInFrom: signIns,
    signInTo: (account, ip) => accounts(`${account} ${ip}`),
    registrationFrom: registrations,
  };
}

function perMinute(
  keyPrefix: string,
  points: number,
): (key: string) => Promise<void> {
  const limiter = new RateLimiterMemory({ keyPrefix, points, duration: 60 });
  return async (key) => {
    await limiter.consume(key).catch((refusal: unknown) => {
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

/**
 * Admits a request and returns the function that releases it. @throws AppError
 * `overloaded` (503) instead of queueing without bound.
 */
export type Gate = () => () => void;

export function inFlightGate(max: number): Gate {
  let inside = 0;
  return () => {
    if (inside >= max) {
      throw new AppError(
        'unavailable',
        'overloaded',
        'Too many requests are under way',
        { retryAfterSeconds: 1 },
      );
    }
    inside += 1;
    return () => (inside -= 1);
  };
}

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
    const leave = enter();
    try {
      await next();
    } finally {
      leave();
    }
  };
}
