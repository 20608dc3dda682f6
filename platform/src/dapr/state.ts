import type { z } from 'zod';
import { inSpan } from '../telemetry/tracing';
import { packed, unpacked } from './packed';
import { unexpected, type Sidecar } from './sidecar';

export interface StoredState<T> {
  value: T;
  /** Names exactly this version of the document. */
  etag: string;
}

/**
 * One key, one document, every write a compare-and-set. Multi-key transactions
 * are left out on purpose: on Redis they are not atomic.
 */
export interface StateStore {
  /**
   * Undefined when the key does not exist; a stored 0, false or "" is a value.
   * @throws AppError when the store does not answer.
   */
  get<T extends z.ZodType>(
    key: string,
    shape: T,
  ): Promise<StoredState<z.output<T>> | undefined>;
  /**
   * Writes when the stored version is still `etag` (undefined: when there is
   * none yet) and returns the new etag.
   * @throws StateConflict when the store has another version.
   * @throws AppError `dependency-unavailable` when the outcome is unknown: read
   * again before you decide.
   */
  save(key: string, value: unknown, etag: string | undefined): Promise<string>;
  /**
   * Whatever its version; what is not there is not missed. @throws AppError
   * when the store does not answer.
   */
  remove: (key: string) => Promise<void>;
}

/**
 * Somebody else wrote first, or our own earlier write was applied although we
 * never saw its answer.
 */
export class StateConflict extends Error {
  override readonly name = 'StateConflict';
}

/**
 * Dapr's state API: a write or a delete answers 204 when done, 409 when the
 * etag is stale, 500 when creating what exists.
 */
export function stateStore(sidecar: Sidecar, store: string): StateStore {
  const base = `/v1.0/state/${store}`;
  const attributes = { 'db.system.name': 'dapr', 'db.collection.name': store };
  return {
    get: (key, shape) =>
      inSpan(
        'state get',
        { kind: 'CLIENT', attributes: { ...attributes, 'db.query.key': key } },
        async () => {
          const response = await sidecar.request({
            method: 'GET',
            path: `${base}/${encodeURIComponent(key)}?consistency=strong`,
          });
          if (response.status === 204) return undefined;
          const etag = response.headers['etag'];
          if (response.status !== 200 || typeof etag !== 'string')
            throw unexpected(`reading ${key}`, response);
          return {
            value: shape.parse(unpacked(JSON.parse(response.text))),
            etag,
          };
        },
      ),
    save: (key, value, etag) =>
      inSpan(
        'state save',
        { kind: 'CLIENT', attributes: { ...attributes, 'db.query.key': key } },
        async () => {
          const options = { concurrency: 'first-write', consistency: 'strong' };
          const entry = {
            key,
            value: packed(value),
            ...(etag === undefined ? {} : { etag }),
            options,
          };
          const response = await sidecar.request({
            method: 'POST',
            path: base,
            body: [entry],
          });
          if (response.status === 204) return nextEtag(etag);
          if (response.status === 409)
            throw new StateConflict(`${key} was written by another`);
          throw unexpected(`writing ${key}`, response);
        },
      ),
    remove: (key) =>
      inSpan(
        'state delete',
        { kind: 'CLIENT', attributes: { ...attributes, 'db.query.key': key } },
        async () => {
          const response = await sidecar.request({
            method: 'DELETE',
            path: `${base}/${encodeURIComponent(key)}`,
          });
          if (response.status !== 204)
            throw unexpected(`deleting ${key}`, response);
        },
      ),
  };
}

/**
 * Redis counts its etags, so the next one is known without a read. Where a
 * store does not count, the guess is refused as stale by the next write and the
 * caller reads again: slower, never wrong.
 */
const nextEtag = (etag: string | undefined) =>
  etag === undefined
    ? '1'
    : /^\d+$/.test(etag)
      ? String(BigInt(etag) + 1n)
      : `after-${etag}`;
