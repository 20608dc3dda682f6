import { once } from 'node:events';
import { createServer } from 'node:http';
import type Koa from 'koa';
import type { Logger } from '../telemetry/logger';

export interface ServeOptions {
  host: string;
  port: number;
  log: Logger;
  /** Runs first, while requests are still taken: work that comes back to us through the sidecar has to end here. */
  drain?: () => Promise<void>;
  /** Run one after another once no request is open any more: relays, pools, exporters. */
  closers: (() => Promise<void>)[];
  /** How long open requests may take before they are cut. */
  graceMs?: number;
}

// The sidecar keeps connections to us for 90 s; closing earlier loses requests that are already under way.
const KEEP_ALIVE_MS = 120_000;

/** Listens until SIGTERM or SIGINT, then drains, lets open requests finish and closes what it was given. */
export async function serve(app: Koa, options: ServeOptions): Promise<void> {
  const { host, port, log, closers, drain, graceMs = 10_000 } = options;
  const handle = app.callback();
  let stopping = false;
  const server = createServer((req, res) => {
    // A connection that was busy when the stop began would otherwise be kept alive afterwards, and hold the process.
    res.on('close', () => setImmediate(() => stopping && server.closeIdleConnections()));
    void handle(req, res);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = KEEP_ALIVE_MS + 5_000;
  server.listen(port, host);
  await once(server, 'listening');
  log.info({ host, port }, 'listening');
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  log.info({}, 'stopping');
  await drain?.().catch((err: unknown) => log.error({ err }, 'did not drain cleanly'));
  stopping = true;
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
  for (const close of closers) await close().catch((err: unknown) => log.error({ err }, 'did not close cleanly'));
}

/** Runs a service's main function; what it throws ends the process with a message and status 1. */
export function run(main: () => Promise<void>): void {
  main().then(
    () => process.exit(0),
    (err: unknown) => {
      process.stderr.write(`${err instanceof Error ? (err.stack ?? err.message) : String(err)}\n`);
      process.exit(1);
    },
  );
}
