import { until } from '../../src/testing/until';

export interface BusLab {
  publish: (data: { n: number }, id: string) => Promise<void>;
  /** What reached the subscriber, in order. */
  seen: { n: number; eventId: string }[];
  /** What the subscriber is to do with an event from now on. */
  behave: (as: (n: number) => Promise<void>) => void;
}

/**
 * What publishers and subscribers may rely on: over the sidecars and in memory
 * alike.
 */
export function describeBus(
  name: string,
  { publish, seen, behave }: BusLab,
): void {
  const timesSeen = (n: number) =>
    seen.filter((delivery) => delivery.n === n).length;

  describe(name, () => {
    it('brings an event with its own id', async () => {
      await publish({ n: 101 }, 'event-101');
      await until('the event is handled', () => timesSeen(101) > 0);
      expect(seen.find(({ n }) => n === 101)).toMatchObject({
        eventId: 'event-101',
      });
    });

    it('brings an event again until it is handled, and others meanwhile', async () => {
      behave(async (n) => {
        if (n === 102 && timesSeen(102) < 3) throw new Error('not this time');
      });
      await publish({ n: 102 }, 'event-102');
      await publish({ n: 103 }, 'event-103');
      await until('the other event is handled', () => timesSeen(103) === 1);
      await until(
        'the third attempt has been made',
        () => timesSeen(102) === 3,
        20_000,
      );
      await publish({ n: 104 }, 'event-104');
      await until('a later event is handled', () => timesSeen(104) === 1);
      expect(timesSeen(102)).toBe(3);
    });
  });
}
