import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type Koa from 'koa';
import type { Logger } from '../telemetry/logger';
import { publicDoor } from './public-door';

export interface ServeOptions {
  host: string;
  port: number;
  /** A second port for the outside: what is not public is not there. */
  publicPort?: number | undefined;
  log: Logger;
  /**
   * Runs first, while requests are still taken: work that comes back to us
   * through the sidecar has to end here.
   */
  drain?: () => Promise<void>;
  /**
   * Run one after another once no request is open any more: relays, pools,
   * exporters.
   */
  closers: (() => Promise<void>)[];
  /** How long open requests may take before they are cut. */
  graceMs?: number;
}

// The sidecar keeps connections to us for 90 s; closing earlier loses requests
// that are already under way.
const KEEP_ALIVE_MS = 120_000;

/**
 * So long kept connections are given to end by themselves: a client that uses
 * one in that time is told to make another.
 */
const LINGER_MS = 1_000;

/**
 * Listens until SIGTERM or SIGINT, then drains, lets open requests finish and
 * closes what it was given.
 */
export async function serve(app: Koa, options: ServeOptions): Promise<void> {
  const {
    host,
    port,
    publicPort,
    log,
    closers,
    drain,
    graceMs = 10_000,
  } = options;
  const answer = app.callback();
  let leaving = false;
  const handle: RequestListener = (req, res) => {
    // A connection closed while its client is idle could take the next request
    // along.
    if (leaving) res.setHeader('connection', 'close');
    void answer(req, res);
  };
  const doors = [await listen(handle, port, host)];
  if (publicPort !== undefined)
    doors.push(await listen(publicDoor(handle), publicPort, host));
  log.info({ host, port, publicPort }, 'listening');
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  log.info({}, 'stopping');
  leaving = true;
  await drain?.().catch((err: unknown) =>
    log.error({ err }, 'did not drain cleanly'),
  );
  await Promise.all(doors.map((server) => close(server, graceMs)));
  for (const closer of closers)
    await closer().catch((err: unknown) =>
      log.error({ err }, 'did not close cleanly'),
    );
}

async function listen(
  handle: RequestListener,
  port: number,
  host: string,
): Promise<Server> {
  const server = createServer((req, res) => {
    // A connection that was busy when the stop began would otherwise be kept
    // alive afterwards, and hold the process. It is idle a moment after the
    // answer, and by then the stop may have begun.
    res.on('close', () =>
      setImmediate(() => !server.listening && server.closeIdleConnections()),
    );
    handle(req, res);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = KEEP_ALIVE_MS + 5_000;
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}

const connectionsOf = (server: Server): Promise<number> =>
  new Promise((resolve, reject) =>
    server.getConnections((err, count) => (err ? reject(err) : resolve(count))),
  );

async function close(server: Server, graceMs: number): Promise<void> {
  for (
    const end = Date.now() + LINGER_MS;
    Date.now() < end && (await connectionsOf(server)) > 0;
  )
    await delay(50);
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
}

/**
 * Runs a service's main function; what it throws ends the process with a
 * message and status 1.
 */
export function run(main: () => Promise<void>): void {
  main().then(
    () => process.exit(0),
    (err: unknown) => {
      process.stderr.write(
        `${err instanceof Error ? (err.stack ?? err.message) : String(err)}\n`,
      );
      process.exit(1);
    },
  );
}
