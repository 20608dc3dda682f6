import { actorLook, actorWatch } from '../../src/actors/watch';
import type { SidecarRequest, SidecarResponse } from '../../src/dapr/sidecar';
import { silentLog } from '../../src/testing/shell';
import { virtualTime } from '../../src/testing/virtual-time';

/** Which of our calls a sidecar answers, in the order they come. */
function sidecarThat(answers: {
  actor: (n: number) => boolean;
  hosts?: () => boolean;
  afterMs?: number;
}) {
  const asked: string[] = [];
  let calls = 0;
  const answer = ({ path }: SidecarRequest): boolean =>
    path === '/v1.0/metadata' ||
    path === '/v1.0/shutdown' ||
    answers.actor((calls += 1));
  const request = async (one: SidecarRequest): Promise<SidecarResponse> => {
    asked.push(`${one.method} ${one.path.replace(/watch-\d+/, 'watch')}`);
    if (answers.afterMs !== undefined)
      await new Promise((resolve) => setTimeout(resolve, answers.afterMs));
    if (!answer(one)) throw new Error('not answered');
    const metadata = { actorRuntime: { hostReady: answers.hosts?.() ?? true } };
    return {
      status: one.path.startsWith('/v1.0/actors/') ? 404 : 200,
      headers: {},
      text: JSON.stringify(metadata),
    };
  };
  return { sidecar: { request }, asked };
}

async function looks(
  times: number,
  look: () => Promise<boolean>,
): Promise<boolean[]> {
  const seen: boolean[] = [];
  for (let n = 0; n < times; n++) seen.push(await look());
  return seen;
}

describe('a look at the actors of a host', () => {
  it('says that calls hang once none was answered for four looks on end', async () => {
    const { sidecar } = sidecarThat({ actor: () => false });
    expect(await looks(4, actorLook({ sidecar, type: 'TestActor' }))).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  it('asks one actor, and others only when that one does not answer', async () => {
    const { sidecar, asked } = sidecarThat({ actor: () => true });
    await looks(1, actorLook({ sidecar, type: 'TestActor' }));
    expect(asked).toEqual([
      'GET /v1.0/metadata',
      'PUT /v1.0/actors/TestActor/watch/method/watch',
    ]);
  });

  it('counts one answer of many, for actors elsewhere may hang with their host', async () => {
    const { sidecar } = sidecarThat({ actor: (n) => n % 9 === 0 });
    expect(await looks(6, actorLook({ sidecar, type: 'TestActor' }))).toEqual(
      Array.from({ length: 6 }, () => false),
    );
  });

  it('begins anew after an answer', async () => {
    const { sidecar } = sidecarThat({ actor: (n) => n === 3 * 9 + 1 });
    const seen = await looks(8, actorLook({ sidecar, type: 'TestActor' }));
    expect(seen).toEqual([
      false,
      false,
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  it('says nothing of a sidecar that knows itself that it hosts no actors', async () => {
    const { sidecar } = sidecarThat({ actor: () => false, hosts: () => false });
    expect(
      await looks(6, actorLook({ sidecar, type: 'TestActor' })),
    ).not.toContain(true);
  });
});

describe('the watch', () => {
  const watched = async (actor: () => boolean, forMs: number) => {
    const time = virtualTime(0);
    try {
      const { sidecar, asked } = sidecarThat({ actor });
      const watch = actorWatch(
        { sidecar, type: 'TestActor', log: silentLog },
        1_000,
      );
      await time.pass(forMs);
      watch.stop();
      const then = asked.length;
      await time.pass(60_000);
      expect(asked).toHaveLength(then);
      return asked.filter((one) => one === 'POST /v1.0/shutdown').length;
    } finally {
      time.end();
    }
  };

  it('has the sidecar shut down, and gives the next one its time', async () => {
    expect(await watched(() => false, 4_500)).toBe(1);
    expect(await watched(() => false, 8_500)).toBe(2);
  });

  it('ends nothing once it is stopped, not even by a look under way', async () => {
    const time = virtualTime(0);
    try {
      const { sidecar, asked } = sidecarThat({
        actor: () => false,
        afterMs: 100,
      });
      const watch = actorWatch(
        { sidecar, type: 'TestActor', log: silentLog },
        1_000,
      );
      await time.pass(4_150);
      watch.stop();
      const before = asked.length;
      await time.pass(10_000);
      expect(asked.length).toBeGreaterThan(before);
      expect(asked).not.toContain('POST /v1.0/shutdown');
    } finally {
      time.end();
    }
  });

  it('lets a sidecar alone that answers', async () => {
    expect(await watched(() => true, 60_000)).toBe(0);
  });
});
