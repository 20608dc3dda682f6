import { randomUUID } from 'node:crypto';
import {
  isKeyed,
  mayRepeat,
  pathOf,
  type Call,
  type CallArguments,
} from '@souk/contracts/call';
import { LRUCache } from 'lru-cache';
import type { z } from 'zod';
import type { SigningKey } from '../auth/keys';
import type { Principal } from '../auth/principal';
import { tokenIssuer, type Claims } from '../auth/tokens';
import type { Invoke } from './invoke';

interface AskOptions {
  /** The caller the token names; the asking service itself by default. */
  as?: Principal;
  timeoutMs?: number;
}

/** A call without required parts needs no argument. */
type Given<C extends Call> =
  object extends CallArguments<C>
    ? [(CallArguments<C> & AskOptions)?]
    : [CallArguments<C> & AskOptions];

/**
 * Calls another service with a token for this service, scope and caller only.
 * A call that takes an idempotency key and is given none gets a new one.
 * @throws AppError from the problem document of the callee, or
 * `dependency-unavailable`.
 */
export type Ask = <const C extends Call>(
  call: C,
  ...given: Given<C>
) => Promise<z.output<C['answer']>>;

const TTL_SECONDS = 60;
/**
 * How long a token is reused, so it is signed and verified once for many calls.
 */
const REUSE_MS = 20_000;

type Texts = Record<string, string | number | undefined>;

interface Parts extends AskOptions {
  params?: Record<string, string>;
  query?: Texts;
  headers?: Texts;
  body?: unknown;
}

/** `issuer` is the id of the calling app, `ownKey` its signing key. */
export function asker(
  issuer: string,
  invoke: Invoke,
  ownKey: () => Promise<SigningKey>,
): Ask {
  const minted = new LRUCache<string, string>({ max: 5_000, ttl: REUSE_MS });

  const tokenFor = async ({ app, scope }: Call, as: Principal | undefined) => {
    const claims = claimsOf(issuer, scope, as);
    const key = await ownKey();
    const name = JSON.stringify([key.kid, app, claims]);
    const known = minted.get(name);
    if (known !== undefined) return known;
    const issue = { audience: app, ttlSeconds: TTL_SECONDS };
    const token = tokenIssuer(issuer, key)(claims, issue);
    minted.set(name, token);
    return token;
  };
  return async (call, ...[given = {}]) => {
    // The types of `Given` checked this; here the concrete call does not
    // matter.
    const parts = given as Parts;
    const { params = {}, query, headers, body, as, timeoutMs } = parts;
    return invoke<(typeof call)['answer']>({
      app: call.app,
      method: call.method,
      path: `${pathOf(call, params)}${searchOf(query)}`,
      headers: textsOf(isKeyed(call) ? withKey(headers) : headers),
      mayRepeat: mayRepeat(call),
      body,
      answer: call.answer,
      token: await tokenFor(call, as),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
  };
}

function claimsOf(
  issuer: string,
  scope: string,
  as: Principal | undefined,
): Claims {
  if (!as) return { subject: issuer, role: 'service', scopes: [scope] };
  const { id, role, sessionId } = as;
  const claims: Claims = { subject: id, role, scopes: [scope] };
  return sessionId === undefined ? claims : { ...claims, sessionId };
}

const withKey = (headers: Texts = {}): Texts => ({
  ...headers,
  'idempotency-key': headers['idempotency-key'] ?? randomUUID(),
});

/** Drops undefined values. */
const textsOf = (values: Texts = {}) =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  );

function searchOf(query: Texts | undefined): string {
  const search = new URLSearchParams(textsOf(query)).toString();
  return search === '' ? '' : `?${search}`;
}
