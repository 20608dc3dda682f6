import { timingSafeEqual } from 'node:crypto';
import type { Middleware } from 'koa';
import { AppError } from '../http/errors';
import { policy } from '../http/policy';

/**
 * A policy for routes that only our own sidecar may call. Other apps can reach
 * them by service invocation, which comes through our sidecar with its token;
 * such a call carries `dapr-callee-app-id`, the sidecar's own calls never do.
 */
export function sidecarOnly(appApiToken: string): Middleware {
  const expected = Buffer.from(appApiToken);
  return policy('sidecar', (ctx, next) => {
    const given = Buffer.from(ctx.get('dapr-api-token'));
    const ours =
      given.length === expected.length && timingSafeEqual(given, expected);
    if (!ours || ctx.headers['dapr-callee-app-id'] !== undefined) {
      throw new AppError(
        'forbidden',
        'sidecar-only',
        'Only the sidecar may call this route',
      );
    }
    return next();
  });
}
