import { setTimeout as pause } from 'node:timers/promises';
import { Id } from '@souk/contracts/fields';
import type { z } from 'zod';
import { parse } from '../http/parse';
import { currentTraceparent, inSpan } from '../telemetry/tracing';
import {
  unexpectedAnswer,
  type Sidecar,
  type SidecarRequest,
  type SidecarResponse,
} from '../dapr/sidecar';
import { turnAnswer } from './turn-fault';

/**
 * A reminder's times are Go durations (`15s`); a period makes it come again
 * until it is forgotten.
 */
export interface Reminder {
  name: string;
  dueTime: string;
  period?: string;
  data?: Record<string, unknown>;
}

/**
 * Calls one type of actor; what it calls has to be idempotent. An actor must
 * never call itself: that hangs. Ids are `Id`s; anything else is refused as
 * `invalid-input`.
 */
export interface ActorCaller {
  /**
   * @throws AppError `dependency-unavailable` when the actor's host fails or
   * does not answer in time; Error when its turn failed by a bug.
   */
  call<T extends z.ZodType>(
    id: string,
    method: string,
    input: unknown,
    answer: T,
  ): Promise<z.output<T>>;
  /**
   * Registers (or replaces) a reminder; the trace of now travels in its data.
   * Only the type's own host may: the sidecar refuses others.
   */
  remind(id: string, reminder: Reminder): Promise<void>;
  forget(id: string, name: string): Promise<void>;
}

const AGAIN_MS = 100;

/**
 * Whether the call reached no host, or its host left before it answered. The
 * sidecar reports an answer of the app with another text.
 */
const moving = ({ status, text }: SidecarResponse): boolean =>
  status === 500 &&
  text.includes('ERR_ACTOR_INVOKE_METHOD') &&
  !/error from actor service|actor method not found/.test(text);

/**
 * Retries while the actor moves; each attempt looks its host up again. All
 * attempts share the given timeout.
 */
async function settled(
  sidecar: Sidecar,
  request: SidecarRequest,
  timeoutMs: number,
): Promise<SidecarResponse> {
  for (const end = Date.now() + timeoutMs; ;) {
    const response = await sidecar.request({
      ...request,
      timeoutMs: Math.max(1, end - Date.now()),
    });
    if (!moving(response) || Date.now() + AGAIN_MS >= end) return response;
    await pause(AGAIN_MS);
  }
}

export interface ActorCallerOptions {
  /** The token that each call carries, see `actorAccess`. */
  token: () => Promise<string>;
  timeoutMs?: number;
}

/**
 * Without the timeout a caller would hang for as long as placement is down.
 */
export function actorCaller(
  sidecar: Sidecar,
  type: string,
  { token, timeoutMs = 5_000 }: ActorCallerOptions,
): ActorCaller {
  // Other characters break more than this call: a `%` in an id blocks the drain
  // of the whole host.
  const path = (id: string, rest: string) =>
    `/v1.0/actors/${type}/${parse(Id, id)}/${rest}`;
  return {
    call: (id, method, input, answer) =>
      inSpan(
        `actor ${type} ${method}`,
        { kind: 'CLIENT', attributes: { 'actor.id': id } },
        async () => {
          const request = {
            method: 'PUT',
            path: path(id, `method/${method}`),
            headers: { authorization: `Bearer ${await token()}` },
            body: input,
          } as const;
          const response = await settled(sidecar, request, timeoutMs);
          if (response.status !== 200)
            throw unexpectedAnswer(`${type} ${method}`, response);
          return turnAnswer(`${type} ${method}`, answer, response);
        },
      ),
    async remind(id, { name, dueTime, period, data = {} }) {
      const body = {
        dueTime,
        ...(period ? { period } : {}),
        data: { ...data, traceparent: currentTraceparent() },
      };
      const response = await sidecar.request({
        method: 'POST',
        path: path(id, `reminders/${parse(Id, name)}`),
        body,
        timeoutMs,
      });
      if (response.status !== 204)
        throw unexpectedAnswer(`registering the reminder ${name}`, response);
    },
    async forget(id, name) {
      const response = await sidecar.request({
        method: 'DELETE',
        path: path(id, `reminders/${parse(Id, name)}`),
        timeoutMs,
      });
      if (response.status !== 204)
        throw unexpectedAnswer(`removing the reminder ${name}`, response);
    },
  };
}
