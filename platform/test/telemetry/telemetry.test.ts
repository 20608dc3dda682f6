import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { createLogger } from '../../src/telemetry/logger';
import { startTelemetry } from '../../src/telemetry/exporter';
import { startChild } from '../fixtures/child';
import {
  contextFrom,
  currentTraceparent,
  inSpan,
  linkTo,
  traceHeaders,
} from '../../src/telemetry/tracing';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${TRACE}-b7ad6b7169203331-01`;

let stop: () => Promise<void>;
beforeAll(
  () =>
    (stop = startTelemetry({
      service: 'test',
      pod: 'test-0',
      endpoint: undefined,
    })),
);
afterAll(() => stop());

/** The lines that `work` logs. */
async function logged(
  work: () => Promise<void>,
): Promise<Record<string, unknown>[]> {
  const lines: string[] = [];
  const write = jest
    .spyOn(process.stdout, 'write')
    .mockImplementation((chunk) => lines.push(String(chunk)) > 0);
  try {
    await work();
  } finally {
    write.mockRestore();
  }
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('a span', () => {
  it('has the parent from its headers and is propagated itself', async () => {
    const headers = await inSpan(
      'work',
      { parent: contextFrom({ traceparent }, ROOT_CONTEXT) },
      async () => traceHeaders(),
    );
    expect(headers['traceparent']).toMatch(
      new RegExp(`^00-${TRACE}-(?!b7ad6b7169203331)[0-9a-f]{16}-01$`),
    );
  });

  it('stays active across awaits until its work ends', async () => {
    await inSpan('outer', {}, async (span) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(trace.getActiveSpan()?.spanContext().spanId).toBe(
        span.spanContext().spanId,
      );
    });
    expect(currentTraceparent()).toBeUndefined();
  });

  it('rethrows the error of its work', async () => {
    await expect(
      inSpan('work', {}, () => Promise.reject(new Error('no'))),
    ).rejects.toThrow('no');
  });
});

describe('a link', () => {
  it('points to the span of a stored traceparent', () => {
    expect(linkTo(traceparent)).toMatchObject([
      { context: { traceId: TRACE, spanId: 'b7ad6b7169203331' } },
    ]);
  });

  it.each([
    undefined,
    '',
    'nonsense',
    `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`,
  ])('is absent for %p', (stored) => {
    expect(linkTo(stored)).toEqual([]);
  });

  it('without a stored trace does not point to the active one', async () => {
    expect(await inSpan('work', {}, async () => linkTo(undefined))).toEqual([]);
  });
});

describe('a log line', () => {
  it('carries the ids of the trace it belongs to', async () => {
    const lines = await logged(async () => {
      const log = createLogger('test', 'test-0', 'info');
      await context.with(contextFrom({ traceparent }, ROOT_CONTEXT), () =>
        inSpan('work', {}, async () => log.info({ n: 1 }, 'said')),
      );
    });
    expect(lines).toMatchObject([
      {
        level: 'info',
        service: 'test',
        pod: 'test-0',
        traceId: TRACE,
        n: 1,
        msg: 'said',
      },
    ]);
  });

  it('includes the cause of an error and respects the level', async () => {
    const lines = await logged(async () => {
      const log = createLogger('test', 'test-0', 'warn');
      log.info({}, 'not said');
      log.error(
        { err: new Error('outer', { cause: new Error('inner') }) },
        'failed',
      );
    });
    expect(lines).toHaveLength(1);
    expect(JSON.stringify(lines[0])).toContain('inner');
  });
});

describe('the export', () => {
  it('contains the spans of this process and nothing else', async () => {
    const received: string[] = [];
    const collector = createServer((req, res) => {
      received.push(req.url ?? '');
      req.resume().on('end', () => res.end('{}'));
    }).listen(0, '127.0.0.1');
    await once(collector, 'listening');
    const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
    expect(
      await startChild('exporting.ts', {
        ENDPOINT: endpoint,
        OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      }).ended,
    ).toBe(0);
    expect(received).toEqual(['/v1/traces']);
    collector.close();
  });
});
