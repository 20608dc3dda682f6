import { APPS } from '@souk/contracts/apps';
import { bounds, memoryNow, Peaks } from '../memory';
import { say } from '../say';

const peaks = new Peaks();
let rest = new Map<string, number>();

/** Measures from here on. */
export function measured(): void {
  beforeAll(() => peaks.begin());
  afterAll(() => peaks.end());
}

/** To be noted when nothing has happened for a while. */
export function atRest(): void {
  test('every container uses memory that is known', async () => {
    rest = await memoryNow();
    for (const app of APPS)
      expect([rest.get(`${app}/app`), rest.get(`${app}/daprd`)]).toEqual([
        expect.any(Number),
        expect.any(Number),
      ]);
  }, 30_000);
}

/** The most of its limit that a container may ever have used. */
const SHARE = 0.85;

export function memory(): void {
  test('no container came near the limit of its memory', async () => {
    const all = await bounds();
    say('MiB: at rest, highest, request, limit');
    for (const [name, highest] of [...peaks.highest].sort()) {
      const { request, limit } = all.get(name) ?? {};
      say(
        `${name.padEnd(40)} ${[rest.get(name), highest, request, limit].map((mib) => String(mib ?? '-').padStart(5)).join(' ')}`,
      );
    }
    const ours = [...all].filter(([name]) => /\/(app|daprd)$/.test(name));
    expect(ours.length).toBeGreaterThanOrEqual(2 * APPS.length);
    expect(
      ours.filter(
        ([name, { limit, killed }]) =>
          killed || (peaks.highest.get(name) ?? 0) > limit * SHARE,
      ),
    ).toEqual([]);
  }, 30_000);
}
