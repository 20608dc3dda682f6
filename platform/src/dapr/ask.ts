import { randomUUID } from 'node:crypto';
import {
  isKeyed,
  mayRepeat,
  pathOf,
  type Call,
  type CallArguments,
} from '@souk/contracts/call';
import type { z } from 'zod';
import type { Mint } from '../auth/mint';
import type { Principal } from '../auth/principal';
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
 * `dependency-unavailable`; Error when the rights of this app do not allow the
 * call.
 */
export type Ask = <const C extends Call>(
  call: C,
  ...given: Given<C>
) => Promise<z.output<C['answer']>>;

type Texts = Record<string, string | number | undefined>;

interface Parts extends AskOptions {
  params?: Record<string, string>;
  query?: Texts;
  headers?: Texts;
  body?: unknown;
}

/** Asks with the tokens of the calling app. */
export function asker(mint: Mint, invoke: Invoke): Ask {
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
      token: await mint(call.app, [call.scope], as),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
  };
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
