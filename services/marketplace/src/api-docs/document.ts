import {
  extendZodWithOpenApi,
  OpenAPIRegistry,
  OpenApiGeneratorV31,
  type ResponseConfig,
  type RouteConfig,
} from '@asteasolutions/zod-to-openapi';
import { Problem } from '@souk/contracts/problem';
import { z } from 'zod';
import { numbersInQueries, plainPatterns, type OpenApiDocument } from './mend';
import { NAMED } from './named';
import type { Answer, Body, Caller, Operation } from '../http/operation';
import { PROBLEM_STATUS, type ProblemSlug } from '../http/problem-status';

extendZodWithOpenApi(z);

const SCHEMES: Record<Caller, string[]> = {
  anyone: [],
  vendor: ['vendor', 'session'],
  customer: ['customer', 'session'],
  operator: ['operator', 'session'],
  'vendor or operator': ['vendor', 'operator', 'session'],
  session: ['session'],
};

/**
 * OpenAPI 3.1 from the very schemas that requests are parsed and answers are
 * typed with.
 */
export function openApiDocument(
  operations: readonly Operation[],
): OpenApiDocument {
  const registry = new OpenAPIRegistry();
  // The generator extends only schemas created after it was loaded, hence the
  // copy.
  const problem = registry.register(
    'Problem',
    Problem.meta({ description: 'RFC 9457' }),
  );
  const named = new Map<z.ZodType, z.ZodType>(
    Object.entries(NAMED).map(([name, schema]) => [
      schema,
      registry.register(name, (schema as z.ZodType).meta({})),
    ]),
  );
  for (const bearer of ['vendor', 'customer', 'operator']) {
    registry.registerComponent('securitySchemes', bearer, {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
    });
  }
  registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-souk',
    description:
      'Of a signed-in browser. What changes something needs the `csrfToken` of the session in the header `x-csrf-token`.',
  });
  for (const operation of operations) {
    registry.registerPath(
      routeOf(operation, problem, (schema) => named.get(schema) ?? schema),
    );
  }
  const document = new OpenApiGeneratorV31(
    registry.definitions,
  ).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Souk',
      version: '0.1.0',
      description:
        'A multi-vendor marketplace. Every refusal is a problem document (RFC 9457) whose `type` is stable.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
  });
  const mended = plainPatterns(document);
  numbersInQueries(mended);
  return mended;
}

type Rename = (schema: z.ZodType) => z.ZodType;

function routeOf(
  operation: Operation,
  problem: z.ZodType,
  rename: Rename,
): RouteConfig {
  const {
    method,
    path,
    tag,
    summary,
    description,
    caller,
    params,
    query,
    headers,
    body,
    answers,
  } = operation;
  const responses: Record<number, ResponseConfig> = {};
  for (const answer of answers)
    responses[answer.status] = responseOf(answer, rename);
  for (const [status, slugs] of problemsOf(operation)) {
    const content = { 'application/problem+json': { schema: problem } };
    responses[status] = {
      description: slugs.map((slug) => `\`${slug}\``).join(', '),
      content,
    };
  }
  return {
    method,
    path,
    tags: [tag],
    summary,
    operationId: operationId(method, path),
    responses,
    ...(description ? { description } : {}),
    security: SCHEMES[caller].map((scheme) => ({ [scheme]: [] })),
    request: {
      ...(params ? { params } : {}),
      ...(query ? { query } : {}),
      ...(headers ? { headers } : {}),
      ...(body ? { body: contentOf(body) } : {}),
    },
  };
}

const contentOf = ({ schema, example }: Body) => ({
  required: true,
  content: { 'application/json': { schema, example } },
});

function responseOf(
  { description, schema, headers = [], type = 'application/json' }: Answer,
  rename: Rename,
): ResponseConfig {
  return {
    description,
    ...(headers.length > 0
      ? {
          headers: z.object(
            Object.fromEntries(headers.map((name) => [name, z.string()])),
          ),
        }
      : {}),
    ...(schema ? { content: { [type]: { schema: rename(schema) } } } : {}),
  };
}

const OF_A_BODY: ProblemSlug[] = [
  'malformed-body',
  'body-too-large',
  'unsupported-media-type',
];
const OF_A_TOKEN: ProblemSlug[] = [
  'missing-token',
  'invalid-token',
  'expired-token',
  'session-revoked',
  'missing-scope',
];

const when = (applies: unknown, slugs: ProblemSlug[]): ProblemSlug[] =>
  applies ? slugs : [];

/**
 * The operation's own problems and those of any token, body or parameter; by
 * status.
 */
export function problemsOf({
  method,
  caller,
  body,
  params,
  query,
  headers,
  problems = [],
}: Operation): [number, string[]][] {
  const slugs = new Set<ProblemSlug>([
    ...when(body, OF_A_BODY),
    ...when(caller !== 'anyone', OF_A_TOKEN),
    ...when(caller !== 'anyone' && method !== 'get', ['csrf-refused']),
    ...when(caller.startsWith('vendor') && method !== 'get', [
      'too-many-requests',
    ]),
    ...when(body ?? params ?? query ?? headers, ['invalid-input']),
    ...when(caller !== 'anyone', ['dependency-unavailable']),
    ...problems,
    'overloaded',
  ]);
  const byStatus = new Map<number, string[]>();
  for (const slug of slugs) {
    const status = PROBLEM_STATUS[slug];
    byStatus.set(status, [...(byStatus.get(status) ?? []), slug]);
  }
  return [...byStatus].sort(([a], [b]) => a - b);
}

/** `post /api/products/{id}` → `postProductsById`. */
const operationId = (method: string, path: string): string =>
  method +
  path
    .replace(/^\/(api|\.well-known)\//, '/')
    .replace(/\{(\w)/g, (_all, first: string) => `by-${first.toUpperCase()}`)
    .split(/[^A-Za-z]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
