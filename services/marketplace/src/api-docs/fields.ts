import { z } from 'zod';
import type { OpenApiDocument } from './mend';

/** One line of a table on the docs page. */
export interface Field {
  name: string;
  type: string;
  required: boolean;
  note: string;
}

const Schema = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  format: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  description: z.string().optional(),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  pattern: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
});
type Schema = z.infer<typeof Schema>;

const Content = z.record(
  z.string(),
  z.object({ schema: z.unknown().optional() }),
);
const Described = z.looseObject({
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.string(),
        required: z.boolean().optional(),
        schema: z.unknown().optional(),
      }),
    )
    .default([]),
  requestBody: z.object({ content: Content }).optional(),
  responses: z
    .record(z.string(), z.looseObject({ content: Content.optional() }))
    .default({}),
});

/**
 * The fields of an operation's parameters, its body, or one of its answers (by
 * status), as the document has them.
 */
export function fieldsOf(
  document: OpenApiDocument,
  operation: unknown,
  part: string,
): Field[] {
  const { parameters, requestBody, responses } = Described.parse(
    operation ?? {},
  );
  if (part === 'parameters') {
    return parameters.map(({ name, in: where, required = false, schema }) => {
      const resolved = resolve(document, schema);
      return {
        name,
        type: `${where}, ${typeOf(document, resolved)}`,
        required,
        note: noteOf(resolved),
      };
    });
  }
  const content =
    part === 'body' ? requestBody?.content : responses[part]?.content;
  const [media] = Object.values(content ?? {});
  return media ? propertiesOf(document, resolve(document, media.schema)) : [];
}

// Fields of a field are shown one level deep: `price.amountMinor`.
function propertiesOf(
  document: OpenApiDocument,
  schema: Schema,
  prefix = '',
): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const resolved = resolve(document, property);
    const required = schema.required?.includes(name) ?? false;
    const field = {
      name: prefix + name,
      type: typeOf(document, resolved),
      required,
      note: noteOf(resolved),
    };
    const inner = typeOf(document, resolved).startsWith('list')
      ? resolve(document, resolved.items)
      : resolved;
    return prefix === ''
      ? [field, ...propertiesOf(document, inner, `${name}.`)]
      : [field];
  });
}

function resolve(document: OpenApiDocument, schema: unknown): Schema {
  const parsed = Schema.parse(schema ?? {});
  const name = parsed.$ref?.split('/').at(-1);
  return name === undefined
    ? parsed
    : Schema.parse(document.components?.schemas?.[name] ?? {});
}

function typeOf(
  document: OpenApiDocument,
  { type, format, enum: values, items }: Schema,
): string {
  if (values) return values.map(String).join(' | ');
  const types = [type ?? 'anything'].flat();
  const shown = types.includes('array')
    ? `list of ${typeOf(document, resolve(document, items))}`
    : types.join(' or ');
  return format ? `${shown} (${format})` : shown;
}

function noteOf({
  description,
  default: value,
  minimum,
  maximum,
  minLength,
  maxLength,
  pattern,
}: Schema): string {
  const limits = [
    ...(minimum === undefined ? [] : [`from ${minimum}`]),
    ...(maximum === undefined ? [] : [`to ${maximum}`]),
    ...(minLength === undefined ? [] : [`at least ${minLength} characters`]),
    ...(maxLength === undefined ? [] : [`at most ${maxLength} characters`]),
    ...(pattern === undefined
      ? []
      : [pattern.includes('Cc') ? 'no control characters' : `as ${pattern}`]),
    ...(value === undefined ? [] : [`default ${String(value)}`]),
  ];
  return [description, limits.join(', ')]
    .filter((part) => part !== undefined && part !== '')
    .join('. ');
}
