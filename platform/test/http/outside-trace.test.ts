import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Router from '@koa/router';
import { createApp } from '../../src/http/app';
import { open } from '../../src/http/policy';
import { publicOnly } from '../../src/http/public-listener';
import { testShell } from '../../src/testing/shell';
import { recordSpans } from '../../src/testing/spans';

const spans = recordSpans();

const THEIRS = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };

/** The span of a request with a `traceparent`, through either listener. */
async function spanOf(
  listener: 'public' | 'inner',
  traceparent = `00-${THEIRS.traceId}-${THEIRS.spanId}-01`,
) {
  const router = new Router();
  router.get('/api/:listener', open(), (ctx) => void (ctx.body = {}));
  const answer = createApp(testShell('edge'), router).callback();
  const app = (...given: Parameters<typeof answer>) => void answer(...given);
  const server = createServer(listener === 'public' ? publicOnly(app) : app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const before = spans.ended().length;
  const headers = { traceparent, tracestate: 'theirs=1' };
  await fetch(`http://127.0.0.1:${port}/api/${listener}`, { headers });
  server.close();
  server.closeAllConnections();
  return spans.ended()[before];
}

it('keeps the parent that another service of ours names', async () => {
  const span = await spanOf('inner');
  expect(span?.spanContext().traceId).toBe(THEIRS.traceId);
  expect(span?.parentSpanContext).toMatchObject(THEIRS);
  expect(span?.links).toEqual([]);
});

it('starts a trace of its own for a stranger and links to theirs', async () => {
  const span = await spanOf('public');
  expect(span?.spanContext().traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(span?.spanContext().traceId).not.toBe(THEIRS.traceId);
  expect(span?.spanContext().traceState).toBeUndefined();
  expect(span?.parentSpanContext).toBeUndefined();
  expect(span?.links.map(({ context }) => context)).toMatchObject([THEIRS]);
});

it('records a request that a stranger marked as not sampled', async () => {
  const unsampled = `00-${THEIRS.traceId}-${THEIRS.spanId}-00`;
  expect((await spanOf('public', unsampled))?.name).toBe('GET /api/:listener');
});

it('links to nothing when the header is malformed', async () => {
  expect((await spanOf('public', 'nonsense'))?.links).toEqual([]);
});
