import type { OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi';

export type OpenApiDocument = ReturnType<
  OpenApiGeneratorV31['generateDocument']
>;

// The generator writes a regular expression's flags behind it; in JSON Schema
// every pattern is a Unicode one, without flags.
export const plainPatterns = (document: OpenApiDocument): OpenApiDocument =>
  JSON.parse(JSON.stringify(document), (key, value: unknown) =>
    key === 'pattern' && typeof value === 'string'
      ? value.replace(/\$\/u$/, '$')
      : value,
  ) as OpenApiDocument;

// In a query a number travels as text, and that is what the schema parses; its
// reader wants to know that it is a number.
export function numbersInQueries({ paths = {} }: OpenApiDocument): void {
  for (const item of Object.values(paths)) {
    for (const parameter of item.get?.parameters ?? []) {
      const schema = 'schema' in parameter ? parameter.schema : undefined;
      if (!schema || '$ref' in schema || !schema.pattern?.startsWith('^\\d'))
        continue;
      delete schema.pattern;
      schema.type = 'integer';
      schema.minimum = 0;
    }
  }
}
