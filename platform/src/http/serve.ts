import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type Koa from 'koa';
import type { Logger } from '../telemetry/logger';
import { publicDoor } from './public-door';

export interface ServeOptions {
  host: string;
  port: number;
  /** A second port for the outside: what is not public is not there. */
  publicPort?: number | undefined;
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
  const { host, port, publicPort, log, closers, drain, graceMs = 10_000 } = options;
  const handle = app.callback();
  const doors = [await listen((req, res) => void handle(req, res), port, host)];
  if (publicPort !== undefined)
    doors.push(
      await listen(
        publicDoor((req, res) => void handle(req, res)),
        publicPort,
        host,
      ),
    );
  log.info({ host, port, publicPort }, 'listening');
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  log.info({}, 'stopping');
  await drain?.().catch((err: unknown) => log.error({ err }, 'did not drain cleanly'));
  await Promise.all(doors.map((server) => close(server, graceMs)));
  for (const closer of closers) await closer().catch((err: unknown) => log.error({ err }, 'did not close cleanly'));
}

async function listen(handle: RequestListener, port: number, host: string): Promise<Server> {
  const server = createServer((req, res) => {
    // A connection that was busy when the stop began would otherwise be kept alive afterwards, and hold the process.
    res.on('close', () => setImmediate(() => !server.listening && server.closeIdleConnections()));
    handle(req, res);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = KEEP_ALIVE_MS + 5_000;
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}

async function close(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
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
