import { Id, IdempotencyKey } from '@souk/contracts/fields';
import { z } from 'zod';
import type { ProblemSlug } from './problem-status';

/**
 * Who may call: anyone, the bearer of such a token or a browser signed in as
 * such, or a signed-in browser only.
 */
export type Caller =
  | 'anyone'
  | 'vendor'
  | 'customer'
  | 'operator'
  | 'vendor or operator'
  | 'session';

export interface Answer {
  status: number;
  description: string;
  schema?: z.ZodType;
  headers?: readonly ('Location' | 'ETag')[];
  type?: 'application/json' | 'text/html' | 'application/zip';
}

export interface Body {
  schema: z.ZodType;
  example: unknown;
  /**
   * Set when the handler parses the body, because a schema could not name the
   * wrong field; `bytes` when it gets them as they came, since a signature is
   * over them.
   */
  parsedBy?: 'handler' | 'bytes';
}

interface Declaration {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** In OpenAPI's words: `/api/products/{id}`. */
  path: string;
  tag:
    | 'Browser sessions'
    | 'Vendors'
    | 'Customers'
    | 'Products'
    | 'Stock'
    | 'Cart'
    | 'Checkout'
    | 'Operations'
    | 'Documents';
  summary: string;
  description?: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  headers?: z.ZodObject;
  body?: Body;
  /** The first one is the success. */
  answers: readonly [Answer, ...Answer[]];
  /** `Cache-Control` of a success; no other answer may be stored. */
  cacheControl?: string;
  /** Slugs of the problems that are this route's own. */
  problems?: readonly ProblemSlug[];
}

/**
 * A public route: how it is served and how it is documented. The generator adds
 * the problems common to all routes with a body or a token.
 */
export type Operation = Declaration &
  (
    | { caller: 'anyone'; scope?: undefined }
    | {
        caller: Exclude<Caller, 'anyone'>;
        /** What the token or session must allow. */
        scope: string;
      }
  );

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

/** Without a key, the change gets one that nobody else knows. */
export const WithKey = z.object({
  'idempotency-key': IdempotencyKey.optional().describe(
    'Chosen by you; the same key again answers as before, and changes nothing more',
  ),
});
