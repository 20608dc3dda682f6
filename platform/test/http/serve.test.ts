import { once } from 'node:events';
import { connect } from 'node:net';
import { Agent, request } from 'undici';
import { until } from '../../src/testing/until';
import { startChild, type Child } from '../fixtures/child';
import { freePorts } from '../fixtures/free-port';

let child: Child;
let url: string;

async function serving(env: Record<string, string> = {}) {
  const [port] = await freePorts(1);
  url = `http://127.0.0.1:${port}`;
  child = startChild('serving.ts', { PORT: String(port), ...env });
  await child.said('listening');
}

afterEach(() => void child.process.kill('SIGKILL'));

describe('a request that does not arrive', () => {
  const start =
    'POST /slow/0 HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';

  it.each([
    ['headers', start],
    ['body', `${start}content-length: 9\r\n\r\n{`],
  ])('is ended while its %s is still due', async (_part, sent) => {
    await serving({ REQUEST_TIMEOUT_MS: '200' });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    const closed = once(socket, 'close');
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.write(sent);
    await closed;

    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });
});

describe('a service told to stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s finishes open requests, refuses new ones and runs the closers',
    async (signal) => {
      await serving();
      // A keep-alive connection like the sidecar's must not keep the process
      // running after its request is answered.
      const dispatcher = new Agent({ keepAliveTimeout: 60_000 });
      const open = request(`${url}/slow/400`, { dispatcher });
      await child.said('slow started');
      child.process.kill(signal);
      await child.said('stopping');
      await until('new requests are refused', () =>
        request(`${url}/slow/0`).then(
          () => false,
          () => true,
        ),
      );
      const stopping = Date.now();
      expect(await (await open).body.json()).toEqual({ finished: true });
      expect(await child.ended).toBe(0);
      expect(Date.now() - stopping).toBeLessThan(5_000);
      expect(child.lines).toContain('closed the rest');
      await dispatcher.close();
    },
  );

  it('asks keep-alive clients to close their connection, so no request is lost', async () => {
    await serving();
    const dispatcher = new Agent({ connections: 1, keepAliveTimeout: 60_000 });
    const get = async () => {
      const { headers, body } = await request(`${url}/slow/0`, { dispatcher });
      await body.dump();
      return headers['connection'];
    };
    expect(await get()).toBe('keep-alive');
    child.process.kill('SIGTERM');
    await child.said('stopping');
    expect(await get()).toBe('close');
    expect(await child.ended).toBe(0);
    await dispatcher.close();
  });

  it('aborts a request after the grace period', async () => {
    await serving({ GRACE_MS: '200' });
    const open = request(`${url}/slow/60000`).then(
      () => 'answered',
      () => 'cut',
    );
    await child.said('slow started');
    child.process.kill('SIGTERM');
    expect(await open).toBe('cut');
    expect(await child.ended).toBe(0);
  });
});

describe('a running service', () => {
  it('keeps connections open longer than the sidecar, so no request is lost', async () => {
    await serving();
    const answer = await request(`${url}/slow/0`);
    await answer.body.dump();
    expect(answer.headers['keep-alive']).toBe('timeout=120');
  });
});

describe('a service whose port is in use', () => {
  it('exits at once with status 1', async () => {
    await serving();
    const second = startChild('serving.ts', { PORT: new URL(url).port });
    expect(await second.ended).toBe(1);
  });
});
