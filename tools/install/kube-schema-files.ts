import { z } from 'zod';

/** A schema under the name kubeconform looks for: `deployment-apps-v1.json`. */
export interface NamedSchema {
  file: string;
  schema: unknown;
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const Swagger = z.object({
  definitions: z.record(
    z.string(),
    z.looseObject({
      'x-kubernetes-group-version-kind': z
        .array(
          z.object({
            group: z.string(),
            version: z.string(),
            kind: z.string(),
          }),
        )
        .optional(),
    }),
  ),
});

const Crd = z.object({
  spec: z.object({
    group: z.string(),
    names: z.object({ kind: z.string() }),
    versions: z.array(
      z.object({
        name: z.string(),
        schema: z.object({ openAPIV3Schema: z.looseObject({}) }),
      }),
    ),
  }),
});

const INT_OR_STRING = { oneOf: [{ type: 'string' }, { type: 'integer' }] };

/**
 * The document types these wrongly (as a string) or recursively; here is what
 * the API server accepts.
 */
const SPECIAL: Json = {
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': INT_OR_STRING,
  'io.k8s.apimachinery.pkg.api.resource.Quantity': {
    oneOf: [
      {
        type: 'string',
        pattern: '^[+-]?[0-9.]+([eE][+-]?[0-9]+|[numkKMGTPE]i?)?$',
      },
      { type: 'number' },
    ],
  },
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps': {
    type: 'object',
  },
};

/**
 * Rejects unknown fields: the API server drops them silently, so a typo would
 * go unnoticed.
 */
function strict(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strict);
  if (!isObject(value)) return value;
  if (
    value['x-kubernetes-int-or-string'] === true ||
    value['format'] === 'int-or-string'
  )
    return INT_OR_STRING;
  const made = Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, strict(inner)]),
  );
  const closed =
    isObject(made['properties']) && !('additionalProperties' in made);
  return closed && made['x-kubernetes-preserve-unknown-fields'] !== true
    ? { ...made, additionalProperties: false }
    : made;
}

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isObject(value)) return [];
  const own =
    typeof value['$ref'] === 'string'
      ? [value['$ref'].split('/').at(-1) ?? '']
      : [];
  return [...own, ...Object.values(value).flatMap(referencesIn)];
}

/** One file for each kind, with everything it refers to. */
export function kindSchemas(swagger: unknown): NamedSchema[] {
  const { definitions } = Swagger.parse(swagger);
  const all: Json = {
    ...Object.fromEntries(
      Object.entries(definitions).map(([name, d]) => [name, strict(d)]),
    ),
    ...SPECIAL,
  };
  const whole = (name: string): Json => {
    const reached: Json = {};
    const ahead = referencesIn(all[name]);
    for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
      if (next in reached) continue;
      reached[next] = all[next];
      ahead.push(...referencesIn(all[next]));
    }
    return { ...(all[name] as Json), definitions: reached };
  };
  return Object.entries(definitions).flatMap(
    ([name, { 'x-kubernetes-group-version-kind': kinds = [] }]) =>
      // Kinds that belong to every group (DeleteOptions, WatchEvent) are never
      // in a manifest.
      kinds.length > 10
        ? []
        : kinds.map((kind) => ({ file: fileOf(kind), schema: whole(name) })),
  );
}

/**
 * Dapr's own kinds, from a CustomResourceDefinition; none for any other
 * document.
 */
export function crdSchemas(document: unknown): NamedSchema[] {
  const crd = Crd.safeParse(document);
  if (!crd.success) return [];
  const { group, names, versions } = crd.data.spec;
  return versions.map(({ name, schema: { openAPIV3Schema } }) => {
    const schema = strict(openAPIV3Schema) as { properties?: Json };
    return {
      file: fileOf({ group, version: name, kind: names.kind }),
      schema: {
        ...schema,
        properties: { ...schema.properties, metadata: { type: 'object' } },
      },
    };
  });
}

const fileOf = ({
  group,
  version,
  kind,
}: {
  group: string;
  version: string;
  kind: string;
}) =>
  `${[kind, ...(group === '' ? [] : [group.split('.')[0]]), version].join('-').toLowerCase()}.json`;
