import { pathOf, type Call, type CallArguments } from '@souk/contracts/call';
import { LRUCache } from 'lru-cache';
import type { z } from 'zod';
import type { SigningKey } from '../auth/keys';
import type { Principal } from '../auth/principal';
import { tokenIssuer, type Claims } from '../auth/tokens';
import type { Invoke } from './invoke';

interface AskOptions {
  /** On whose behalf; the asking service itself by default. */
  as?: Principal;
  timeoutMs?: number;
}

/** Nothing needs to be given for a call without required parts. */
type Given<C extends Call> =
  object extends CallArguments<C>
    ? [(CallArguments<C> & AskOptions)?]
    : [CallArguments<C> & AskOptions];

/**
 * Asks another service with a token for just this service, scope and person.
 * @throws AppError as the owner of the call named it, or
 * `dependency-unavailable`.
 */
export type Ask = <const C extends Call>(
  call: C,
  ...given: Given<C>
) => Promise<z.output<C['answer']>>;

const TTL_SECONDS = 60;
/**
 * A token is used again for so long: the same one is signed, and verified at
 * the other end, once for many calls.
 */
const REUSED_MS = 20_000;

type Texts = Record<string, string | number | undefined>;

interface Parts extends AskOptions {
  params?: Record<string, string>;
  query?: Texts;
  headers?: Texts;
  body?: unknown;
}

/** `issuer` is the id of the asking app, `ownKey` the key it signs with. */
export function asker(
  issuer: string,
  invoke: Invoke,
  ownKey: () => Promise<SigningKey>,
): Ask {
  const minted = new LRUCache<string, string>({ max: 5_000, ttl: REUSED_MS });

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
    // What the declaration lets in, without the types of this one call.
    const parts = given as Parts;
    const { params = {}, query, headers, body, as, timeoutMs } = parts;
    return invoke<(typeof call)['answer']>({
      app: call.app,
      method: call.method,
      path: `${pathOf(call, params)}${searchOf(query)}`,
      headers: textsOf(headers),
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

/** Without those that are undefined. */
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
