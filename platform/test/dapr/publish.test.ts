import { bulkPublisher } from '../../src/dapr/publish';
import type { SidecarRequest } from '../../src/dapr/sidecar';
import { unsignedBy } from '../../src/testing/identity';

const event = (id: string, topic = 'notes.noted.v1', data: unknown = {}) => ({
  id,
  topic,
  data,
  time: '2026-01-01T00:00:00.000Z',
});

/** A sidecar that answers each request so; and what it was asked. */
function sidecar(status: number, text = '') {
  const asked: SidecarRequest[] = [];
  return {
    asked,
    entriesOf: (n: number) => (asked[n]?.body as unknown[]).length,
    publishAll: bulkPublisher(
      {
        async request(request) {
          asked.push(request);
          return { status, headers: {}, text };
        },
        close: async () => undefined,
      },
      'bus',
      unsignedBy('notes'),
    ),
  };
}

describe('a bulk request', () => {
  it('has events of one topic, a hundred at most', async () => {
    const { publishAll, asked, entriesOf } = sidecar(204);
    const many = Array.from({ length: 150 }, (_, n) => event(`a${n}`));
    expect(await publishAll([...many, event('b', 'notes.gone.v1')])).toEqual(
      new Map(),
    );
    expect(asked.map(({ path }) => path)).toEqual([
      '/v1.0-alpha1/publish/bulk/bus/notes.noted.v1',
      '/v1.0-alpha1/publish/bulk/bus/notes.noted.v1',
      '/v1.0-alpha1/publish/bulk/bus/notes.gone.v1',
    ]);
    expect([0, 1, 2].map(entriesOf)).toEqual([100, 50, 1]);
  });

  it('stays far below the largest body that a sidecar takes', async () => {
    const { publishAll, asked, entriesOf } = sidecar(204);
    const large = 'x'.repeat(400_000);
    await publishAll(
      ['a', 'b', 'c'].map((id) => event(id, 'notes.noted.v1', large)),
    );
    expect(asked.map((_, n) => entriesOf(n))).toEqual([2, 1]);
  });

  it('tells which events the broker did not confirm', async () => {
    const { publishAll } = sidecar(
      500,
      JSON.stringify({ failedEntries: [{ entryId: 'b', error: 'OOM' }] }),
    );
    const failed = await publishAll([event('a'), event('b')]);
    expect([...failed.keys()]).toEqual(['b']);
    expect(failed.get('b')).toMatchObject({ slug: 'dependency-unavailable' });
  });

  it('that failed as a whole confirms nothing', async () => {
    const { publishAll } = sidecar(404, 'no such bus');
    const failed = await publishAll([event('a'), event('b')]);
    expect([...failed.keys()]).toEqual(['a', 'b']);
  });
});
