import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Router from '@koa/router';
import { createApp } from '../../../src/http/app';
import { testShell } from '../../../src/testing/shell';

export interface RunningApp {
  port: number;
  stop(): Promise<void>;
}

/** One of our apps on a port of its own, in this process. */
export async function runApp(...routers: Router[]): Promise<RunningApp> {
  const handle = createApp(testShell('lab'), ...routers).callback();
  const server = createServer((req, res) => void handle(req, res)).listen(
    0,
    '127.0.0.1',
  );
  server.keepAliveTimeout = 120_000;
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
