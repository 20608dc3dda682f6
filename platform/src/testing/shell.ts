import type { Shell } from '../http/shell';
import type { Logger } from '../telemetry/logger';
import { createMetrics } from '../telemetry/metrics';

const nothing = () => undefined;

export const silentLog: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
};

/**
 * The shell of an app under test: silent, with its own metrics, always ready.
 */
export const testShell = (service: string): Shell => ({
  log: silentLog,
  metrics: createMetrics(service),
  ready: async () => undefined,
});
