import type Koa from 'koa';
import type { Logger } from '../telemetry/logger';
import type { Metrics } from '../telemetry/metrics';
import type { AppError } from './errors';

/** What a service provides to the app shell that all services share. */
export interface Shell {
  log: Logger;
  metrics: Metrics;
  /** Rejects while the service cannot work. */
  ready: () => Promise<void>;
  /**
   * Maps a fault the service understands (e.g. its database is down) to an
   * AppError; undefined for any other.
   */
  faultOf?: (err: unknown) => AppError | undefined;
  maxBodyBytes?: number;
  /** Runs after errors, spans and logs, before the body is read. */
  before?: Koa.Middleware[];
  /**
   * Runs once the body has been read, before the routes: admission control
   * belongs here, so that a slow body takes no place from others.
   */
  afterBody?: Koa.Middleware[];
}
