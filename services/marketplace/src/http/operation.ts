import { Id } from '@souk/contracts/fields';
import { z } from 'zod';

/**
 * Who may call: anyone, the bearer of such a token or a browser signed in as
 * such, or a signed-in browser only.
 */
export type Caller =
  'anyone' | 'vendor' | 'operator' | 'vendor or operator' | 'session';

export interface Answer {
  status: number;
  description: string;
  schema?: z.ZodType;
  headers?: ('Location' | 'ETag')[];
  type?: 'application/json' | 'text/html';
}

/**
 * One route as the document tells it. What every route with a body or a token
 * may answer is added by the generator.
 */
export interface Operation {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** In OpenAPI's words: `/api/products/{id}`. */
  path: string;
  tag:
    | 'Browser sessions'
    | 'Vendors'
    | 'Products'
    | 'Stock'
    | 'Operations'
    | 'Documents';
  summary: string;
  description?: string;
  caller: Caller;
  params?: z.ZodObject;
  query?: z.ZodObject;
  headers?: z.ZodObject;
  body?: { schema: z.ZodType; example: unknown };
  answers: Answer[];
  /** Slugs of the problems that are this route's own. */
  problems?: string[];
}

export const IdPath = z.object({ id: Id });

export const IfMatch = z.object({
  'if-match': z
    .string()
    .optional()
    .describe(
      'The ETag that was read; the change is refused when it is no longer current',
    ),
});
export const IfNoneMatch = z.object({
  'if-none-match': z.string().optional().describe('The ETag that was read'),
});

/** Every problem a route can answer with, and its status. */
export const PROBLEM_STATUS: Readonly<Record<string, number>> = {
  'malformed-body': 400,
  'missing-token': 401,
  'invalid-token': 401,
  'expired-token': 401,
  'session-revoked': 401,
  'wrong-credentials': 401,
  'invalid-refresh-token': 401,
  'missing-scope': 403,
  'csrf-refused': 403,
  'product-not-found': 404,
  'warehouse-not-found': 404,
  'stock-not-open': 404,
  'dead-letter-not-found': 404,
  'trace-not-found': 404,
  'vendor-not-found': 404,
  'email-taken': 409,
  'duplicate-sku': 409,
  'stale-product': 409,
  'stale-stock': 409,
  'below-reserved': 409,
  'too-many-warehouses': 409,
  'product-archived': 409,
  'replay-failed': 409,
  'body-too-large': 413,
  'unsupported-media-type': 415,
  'invalid-input': 422,
  'invalid-cursor': 422,
  'idempotency-key-reused': 422,
  'too-many-requests': 429,
  overloaded: 503,
  'tracing-not-configured': 503,
  'dependency-unavailable': 503,
};
