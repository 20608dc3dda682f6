import type { OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi';

export type OpenApiDocument = ReturnType<
  OpenApiGeneratorV31['generateDocument']
>;

// The generator appends the flags of a regular expression; in JSON Schema every
// pattern is Unicode and has no flags.
export const plainPatterns = (document: OpenApiDocument): OpenApiDocument =>
  JSON.parse(JSON.stringify(document), (key, value: unknown) =>
    key === 'pattern' && typeof value === 'string'
      ? value.replace(/\$\/u$/, '$')
      : value,
  ) as OpenApiDocument;

// A query schema parses numbers from text; the document describes them as
// numbers.
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
