import { z } from 'zod';
import type { App } from './apps';
import { Id } from './fields';

/** The parameters of a path template: `productId` of `/stock/{productId}`. */
type ParamNames<Path extends string> =
  Path extends `${string}{${infer Name}}${infer Rest}`
    ? Name | ParamNames<Rest>
    : never;

/**
 * One operation a service offers to other services. Its owner declares it once;
 * both ends import it. Each parameter of `path` is an `Id`.
 */
export interface Call {
  app: App;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  /** The scope the caller's token must have. */
  scope: string;
  /** The role the token must have; any role when absent. */
  role?: 'vendor' | 'customer' | 'operator' | 'service';
  query?: z.ZodObject;
  headers?: z.ZodObject;
  body?: z.ZodType;
  /** `z.void()` means 204 without a body. */
  answer: z.ZodType;
  /** The status of a success; 200 when absent. */
  status?: 201;
  /**
   * Twice is as good as once, without an idempotency key: it only reads, or its
   * body has the id of the operation.
   */
  repeatable?: true;
  /** Slugs of the problems that callers tell apart. */
  refusals?: readonly string[];
}

export const defineCall = <const C extends Call>(call: C): C => call;

export type ParamsOf<C extends Call> = Record<ParamNames<C['path']>, string>;

type Part<
  C extends Call,
  P extends 'query' | 'headers' | 'body',
> = C[P] extends z.ZodType ? C[P] : z.ZodUndefined;

/** The parsed request, as the owner's handler receives it. */
export interface CallInput<C extends Call> {
  params: ParamsOf<C>;
  query: z.output<Part<C, 'query'>>;
  headers: z.output<Part<C, 'headers'>>;
  body: z.output<Part<C, 'body'>>;
}

/** What a caller passes: only the parts the call declares. */
export type CallArguments<C extends Call> = ([ParamNames<C['path']>] extends [
  never,
]
  ? unknown
  : { params: ParamsOf<C> }) &
  (C['query'] extends z.ZodType ? { query: z.input<C['query']> } : unknown) &
  (C['headers'] extends z.ZodType
    ? { headers?: z.input<C['headers']> }
    : unknown) &
  (C['body'] extends z.ZodType ? { body: z.input<C['body']> } : unknown);

const PARAM = /\{(\w+)\}/g;

/** The schema of a path's parameters. */
export const paramsOf = ({ path }: Call): z.ZodObject =>
  z.object(
    Object.fromEntries([...path.matchAll(PARAM)].map(([, name]) => [name, Id])),
  );

/** The path with its parameters filled in. */
export const pathOf = (
  { path }: Call,
  params: Readonly<Record<string, string>>,
): string =>
  path.replace(PARAM, (_all, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  );

/** Whether a request may be sent again when it is not known to have arrived. */
export const mayRepeat = (call: Call): boolean =>
  call.method === 'GET' || call.repeatable === true || isKeyed(call);

/** Whether the owner takes an idempotency key. */
export const isKeyed = ({ headers }: Call): boolean =>
  headers !== undefined && 'idempotency-key' in headers.shape;
