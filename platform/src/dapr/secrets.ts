import {
  CommunicationProtocolEnum,
  DaprClient,
  type LoggerService,
} from '@dapr/dapr';
import { AppError } from '../http/errors';

/** Secrets by name, from the secret store of the cluster or the machine. */
export interface Secrets {
  /**
   * Reads a secret once and caches it; after a failure the next caller tries
   * again.
   * @throws AppError `dependency-unavailable`.
   */
  get(name: string): Promise<string>;
}

export interface SecretsOptions {
  port: number;
  apiToken: string;
  store: string;
  timeoutMs?: number;
}

/**
 * Wraps the SDK's client. We add a timeout, and an error when the secret is
 * missing.
 */
export function secretStore({
  port,
  apiToken,
  store,
  timeoutMs = 5_000,
}: SecretsOptions): Secrets {
  const client = new DaprClient({
    daprHost: '127.0.0.1',
    daprPort: String(port),
    communicationProtocol: CommunicationProtocolEnum.HTTP,
    daprApiToken: apiToken,
    logger: { service: quiet },
  });
  const known = new Map<string, Promise<string>>();

  const read = async (name: string): Promise<string> => {
    const answer: unknown = await Promise.race([
      client.secret.get(store, name),
      expiry(timeoutMs),
    ]).catch((cause: unknown) => {
      throw unavailable(name, cause);
    });
    const value = (answer as Record<string, unknown> | null)?.[name];
    if (typeof value !== 'string' || value === '')
      throw unavailable(name, new Error('the store does not have it'));
    return value;
  };
  return {
    get(name) {
      const cached = known.get(name);
      if (cached) return cached;
      const reading = read(name);
      known.set(name, reading);
      reading.catch(() => known.delete(name));
      return reading;
    },
  };
}

const nothing = () => undefined;
/**
 * The SDK would log plain text to stdout, where our log is JSON. Failures are
 * thrown anyway.
 */
const quiet: LoggerService = {
  error: nothing,
  warn: nothing,
  info: nothing,
  verbose: nothing,
  debug: nothing,
};

const unavailable = (name: string, cause: unknown) =>
  new AppError(
    'unavailable',
    'dependency-unavailable',
    `The secret ${name} cannot be read`,
    { cause, retryAfterSeconds: 1 },
  );

const expiry = (ms: number) =>
  new Promise<never>((_resolve, reject) => {
    setTimeout(
      () => reject(new Error(`no answer within ${ms} ms`)),
      ms,
    ).unref();
  });
