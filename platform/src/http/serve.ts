import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type Koa from 'koa';
import type { Logger } from '../telemetry/logger';
import { publicOnly } from './public-listener';

export interface ServeOptions {
  host: string;
  port: number;
  /** A second port that serves only public routes. */
  publicPort?: number | undefined;
  log: Logger;
  /**
   * Runs first, while requests are still accepted, for work that calls us back
   * through the sidecar.
   */
  drain?: () => Promise<void>;
  /** Run in order once no request is open: relays, pools, exporters. */
  closers: (() => Promise<void>)[];
  /** How long open requests may take before they are aborted. */
  graceMs?: number;
  /** How long a request may take to arrive, headers and body. */
  requestTimeoutMs?: number;
}

// The sidecar keeps connections to us for 90 s. Closing them earlier would lose
// requests that are already on their way.
const KEEP_ALIVE_MS = 120_000;

/**
 * A request has to arrive within this time; Node answers a later one with 408
 * and closes the connection.
 */
const REQUEST_TIMEOUT_MS = 15_000;

/**
 * How long idle connections may stay open, so that their clients get a
 * `connection: close` answer and reconnect.
 */
const LINGER_MS = 1_000;

/**
 * Serves until SIGTERM or SIGINT. Then it drains, finishes open requests and
 * runs the closers.
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
    requestTimeoutMs = REQUEST_TIMEOUT_MS,
  } = options;
  const listenAt = (listener: RequestListener, at: number) =>
    listen(listener, { host, port: at, requestTimeoutMs });
  const answer = app.callback();
  let stopping = false;
  const handle: RequestListener = (req, res) => {
    // If we closed an idle connection, a request already on its way could get
    // lost; so we ask the client to close it.
    if (stopping) res.setHeader('connection', 'close');
    void answer(req, res);
  };
  const servers = [await listenAt(handle, port)];
  if (publicPort !== undefined)
    servers.push(await listenAt(publicOnly(handle), publicPort));
  log.info({ host, port, publicPort }, 'listening');
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  log.info({}, 'stopping');
  stopping = true;
  await drain?.().catch((err: unknown) =>
    log.error({ err }, 'did not drain cleanly'),
  );
  await Promise.all(servers.map((server) => close(server, graceMs)));
  for (const closer of closers)
    await closer().catch((err: unknown) =>
      log.error({ err }, 'did not close cleanly'),
    );
}

interface Listen {
  host: string;
  port: number;
  requestTimeoutMs: number;
}

async function listen(
  handle: RequestListener,
  { host, port, requestTimeoutMs }: Listen,
): Promise<Server> {
  const options = {
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    // Node looks for late requests this often.
    connectionsCheckingInterval: Math.min(1_000, requestTimeoutMs),
  };
  const server = createServer(options, (req, res) => {
    // A connection that was busy when the stop began would stay alive and keep
    // the process running. It becomes idle only after this event, so check
    // again then.
    res.on('close', () =>
      setImmediate(() => !server.listening && server.closeIdleConnections()),
    );
    handle(req, res);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
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
 * Runs a service's main function. An error prints its stack and exits with
 * status 1.
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
