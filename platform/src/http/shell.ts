import type Koa from 'koa';
import type { Logger } from '../telemetry/logger';
import type { Metrics } from '../telemetry/metrics';
import type { AppError } from './errors';

/** What a service brings along for the shell all services share. */
export interface Shell {
  log: Logger;
  metrics: Metrics;
  /** Rejects while the service cannot do its work. */
  ready: () => Promise<void>;
  /**
   * Names a fault the service knows the meaning of, e.g. a database that is
   * away; undefined for any other.
   */
  faultOf?: (err: unknown) => AppError | undefined;
  maxBodyBytes?: number;
  /**
   * Runs before the routes, after errors, spans and logs; the façade's
   * admission control lives here.
   */
  before?: Koa.Middleware[];
}
