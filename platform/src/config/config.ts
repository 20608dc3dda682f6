import { z } from 'zod';

const Port = z.coerce.number<string>().int().min(1).max(65_535);

/**
 * The environment of every service; a service extends it with its own
 * variables.
 */
export const ServiceConfig = z.object({
  PORT: Port,
  HOST: z.string().min(1).default('127.0.0.1'),
  POD_NAME: z.string().min(1),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info'),
  /** Set by whoever adds the sidecar. */
  DAPR_HTTP_PORT: z
    .string(
      "is not set: there is no sidecar. In a cluster Dapr's injector did not add one (kubectl get pods -n dapr-system): delete this pod once the injector runs",
    )
    .pipe(Port),
  /** The token we send to our sidecar. */
  DAPR_API_TOKEN: z.string().min(16),
  /** The token our sidecar sends to us. */
  APP_API_TOKEN: z.string().min(16),
  /**
   * Until this time (ISO 8601) events and calls of actors are accepted without
   * a signature: for the update from a version that did not sign them.
   */
  UNSIGNED_UNTIL: z.iso
    .datetime()
    .transform((text) => new Date(text))
    .optional(),
  /** Base URL of an OTLP/HTTP collector; without it spans are not exported. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
});
export type ServiceConfig = z.infer<typeof ServiceConfig>;

/** Where the streams of events are, in the variables of the components. */
export const StreamsConfig = z.object({
  EVENTS_REDIS_HOST: z.string().regex(/^[^:]+:\d+$/, 'must be host:port'),
  EVENTS_REDIS_USERNAME: z.string().default(''),
  EVENTS_REDIS_PASSWORD: z.string().default(''),
  EVENTS_REDIS_DB: z.coerce.number().int().min(0).default(0),
  EVENTS_REDIS_TLS: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true'),
});
export type StreamsConfig = z.infer<typeof StreamsConfig>;

export const streamsAddress = (config: StreamsConfig) => ({
  host: config.EVENTS_REDIS_HOST,
  username: config.EVENTS_REDIS_USERNAME,
  password: config.EVENTS_REDIS_PASSWORD,
  db: config.EVENTS_REDIS_DB,
  tls: config.EVENTS_REDIS_TLS,
});

/**
 * Parses the environment once, in `main.ts`.
 * @throws Error naming every invalid variable with its reason, but never its
 * value.
 */
export function readConfig<T extends z.ZodType>(
  schema: T,
  env: NodeJS.ProcessEnv,
): z.output<T> {
  const parsed = schema.safeParse(env);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `  ${issue.path.join('.')}: ${issue.message}`,
  );
  throw new Error(`Invalid configuration:\n${problems.join('\n')}`);
}
