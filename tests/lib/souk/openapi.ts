import { z } from 'zod';
import type { Answer } from './souk';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const Schema = z.record(z.string(), z.unknown());
const Content = z.record(z.string(), z.looseObject({ schema: Schema }));

const Operation = z.looseObject({
  operationId: z.string().optional(),
  summary: z.string().optional(),
  parameters: z
    .array(
      z.looseObject({
        name: z.string(),
        in: z.enum(['query', 'path', 'header', 'cookie']),
        required: z.boolean().optional(),
        schema: Schema,
      }),
    )
    .optional(),
  requestBody: z.looseObject({ content: Content }).optional(),
  responses: z.record(
    z.string().regex(/^([1-5](\d\d|XX)|default)$/),
    z.looseObject({ description: z.string(), content: Content.optional() }),
  ),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
});
type Operation = z.infer<typeof Operation>;

const PathItem = z.strictObject({
  get: Operation.optional(),
  post: Operation.optional(),
  put: Operation.optional(),
  patch: Operation.optional(),
  delete: Operation.optional(),
});

/** The part of OpenAPI 3.1 that a client needs. */
const OpenApi = z.looseObject({
  openapi: z.string().regex(/^3\.1\.\d+$/),
  info: z.looseObject({ title: z.string().min(1), version: z.string().min(1) }),
  paths: z.record(z.string().startsWith('/'), PathItem),
  components: z.looseObject({
    schemas: z.record(z.string(), Schema),
    securitySchemes: z.record(z.string(), z.unknown()),
  }),
});
export type OpenApi = z.infer<typeof OpenApi>;

/**
 * Reads a document and checks what a schema cannot: references resolve, path
 * parameters are declared, ids are unique.
 */
export function readOpenApi(input: unknown): OpenApi {
  const document = OpenApi.parse(input);
  const ids = new Set<string>();
  for (const [, ref = ''] of JSON.stringify(document).matchAll(
    /"\$ref":"([^"]+)"/g,
  )) {
    const target = ref
      .slice('#/'.length)
      .split('/')
      .reduce(
        (at: unknown, key) =>
          (at as Record<string, unknown> | undefined)?.[key],
        document,
      );
    if (target === undefined)
      throw new Error(`The reference ${ref} leads nowhere`);
  }
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation) checkOperation(`${method} ${path}`, path, operation, ids);
    }
  }
  return document;
}

function checkOperation(
  name: string,
  path: string,
  { parameters = [], operationId }: Operation,
  ids: Set<string>,
): void {
  const declared = parameters
    .filter((p) => p.in === 'path' && p.required === true)
    .map((p) => p.name);
  const inPath = [...path.matchAll(/\{([^}]+)\}/g)].map(
    ([, parameter]) => parameter,
  );
  if (inPath.some((parameter) => !declared.includes(parameter ?? '')))
    throw new Error(`${name} leaves a path parameter undeclared`);
  if (operationId === undefined) return;
  if (ids.has(operationId))
    throw new Error(`${name} repeats the id ${operationId}`);
  ids.add(operationId);
}

/** How an answer differs from the document; undefined when it matches. */
export function undescribed(
  document: OpenApi,
  answer: Answer,
): string | undefined {
  const [method = '', target = ''] = answer.request.split(' ');
  const operation = operationFor(
    document,
    method.toLowerCase(),
    target.split('?')[0] ?? '',
  );
  if (!operation) return `${answer.request}: no such operation`;
  const response =
    operation.responses[String(answer.status)] ??
    operation.responses[`${String(answer.status)[0] ?? ''}XX`] ??
    operation.responses['default'];
  if (!response) return `${answer.request}: no answer ${answer.status}`;
  if (answer.text === '')
    return response.content && answer.status !== 304
      ? `${answer.request}: an empty ${answer.status}`
      : undefined;
  const type = (answer.headers['content-type'] ?? '').split(';')[0] ?? '';
  const schema = response.content?.[type]?.schema;
  if (!schema) return `${answer.request}: no ${type} for ${answer.status}`;
  if (type.endsWith('html')) return undefined;
  const parsed = validator(document, schema).safeParse(answer.json);
  return parsed.success
    ? undefined
    : `${answer.request} ${answer.status}: ${z.prettifyError(parsed.error)}`;
}

function operationFor(
  document: OpenApi,
  method: string,
  path: string,
): Operation | undefined {
  const matches = Object.entries(document.paths).filter(([template]) =>
    new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path),
  );
  // A literal path takes precedence over a template.
  const [best] = matches.sort(
    ([a], [b]) => a.split('{').length - b.split('{').length,
  );
  const known = METHODS.find((m) => m === method);
  return known && best?.[1][known];
}

function validator(
  document: OpenApi,
  schema: Record<string, unknown>,
): z.ZodType {
  const local = JSON.stringify({
    ...schema,
    $defs: document.components.schemas,
  }).replaceAll('#/components/schemas/', '#/$defs/');
  return z.fromJSONSchema(
    JSON.parse(local) as Parameters<typeof z.fromJSONSchema>[0],
  );
}
