import type { z } from 'zod';
import { inSpan } from '../telemetry/tracing';
import { deflated, inflated } from './deflate';
import { unexpectedAnswer, type Sidecar } from './sidecar';

export interface StoredState<T> {
  value: T;
  /** Identifies this version of the document. */
  etag: string;
}

/**
 * Single-key documents; every write is a compare-and-set. Multi-key
 * transactions are omitted on purpose: on Redis they are not atomic.
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
   * Writes if the stored etag is still `etag` (undefined: if the key does not
   * exist) and returns the new etag.
   * @throws StateConflict when the stored etag differs.
   * @throws AppError `dependency-unavailable` when the outcome is unknown: read
   * again before you decide.
   */
  save(key: string, value: unknown, etag: string | undefined): Promise<string>;
  /**
   * Deletes any version; a missing key is no error.
   * @throws AppError when the store does not answer.
   */
  remove: (key: string) => Promise<void>;
}

/**
 * Another writer was first, or our own earlier write succeeded and its answer
 * was lost.
 */
export class StateConflict extends Error {
  override readonly name = 'StateConflict';
}

/**
 * Dapr's state API: a write or delete answers 204 on success, 409 when the etag
 * is stale, 500 when the key to create exists.
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
            throw unexpectedAnswer(`reading ${key}`, response);
          return {
            value: shape.parse(inflated(JSON.parse(response.text))),
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
            value: deflated(value),
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
            throw new StateConflict(`${key} was changed by another writer`);
          throw unexpectedAnswer(`writing ${key}`, response);
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
            throw unexpectedAnswer(`deleting ${key}`, response);
        },
      ),
  };
}

/**
 * Redis etags are counters, so the next one is known without a read. With a
 * store that does not count, the next write fails as stale and the caller reads
 * again: slower, but correct.
 */
const nextEtag = (etag: string | undefined) =>
  etag === undefined
    ? '1'
    : /^\d+$/.test(etag)
      ? String(BigInt(etag) + 1n)
      : `after-${etag}`;
