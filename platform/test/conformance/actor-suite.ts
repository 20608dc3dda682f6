import { z } from 'zod';
import type { ActorCaller } from '../../src/actors/caller';
import { until } from '../../src/testing/until';
import type { LabActor } from './lab/actor';

export interface ActorLab {
  seen: LabActor;
  caller: (timeoutMs?: number) => ActorCaller;
  /** The one of their host, which alone may register reminders. */
  own: () => ActorCaller;
}

const unavailable = { slug: 'dependency-unavailable' };

/**
 * What every caller of actors may rely on: over the sidecars and in memory
 * alike.
 */
export function describeActors(name: string, lab: ActorLab): void {
  const add = (id: string, by: number) =>
    lab.caller().call(id, 'add', { by }, z.number());

  describe(name, () => {
    it('reaches an actor, which keeps its copy, and brings what its method returns', async () => {
      expect(await add('a', 2)).toBe(2);
      expect(await add('a', 3)).toBe(5);
      expect(lab.seen.activations.get('a')).toBe(1);
    });

    it.each([0, false, '', null, { refused: 'not-enough-stock' }])(
      'brings %p as it is',
      async (value) => {
        expect(
          await lab.caller().call('b', 'answer', { value }, z.unknown()),
        ).toEqual(value);
      },
    );

    it('tells a caller when a method throws, and half-made state does not survive', async () => {
      expect(await add('c', 1)).toBe(1);
      await expect(
        lab.caller().call('c', 'addThenFail', {}, z.unknown()),
      ).rejects.toThrow();
      expect(await add('c', 0)).toBe(0);
    });

    it('does not repeat what the app has answered, through whichever sidecar', async () => {
      for (const [id, caller] of [
        ['remote', lab.caller()] as const,
        ['local', lab.own()] as const,
      ]) {
        await expect(
          caller.call(id, 'addThenFail', {}, z.unknown()),
        ).rejects.toThrow();
        expect(lab.seen.activations.get(id)).toBe(1);
      }
    });

    it('knows the declared methods only, and ids that may name an actor', async () => {
      await expect(
        lab.caller().call('d', 'toString', {}, z.unknown()),
      ).rejects.toMatchObject(unavailable);
      await expect(
        lab.caller().call('50%', 'add', { by: 1 }, z.number()),
      ).rejects.toMatchObject({ slug: 'invalid-input' });
    });

    it('does not bring an answer of another shape', async () => {
      await expect(
        lab.caller().call('e', 'answer', { value: 'x' }, z.number()),
      ).rejects.toMatchObject(unavailable);
    });

    it('ends a call by its timeout, and the next caller waits for the turn that is still running', async () => {
      const began = Date.now();
      await expect(
        lab.caller(200).call('hung', 'slow', { ms: 900 }, z.unknown()),
      ).rejects.toMatchObject(unavailable);
      expect(Date.now() - began).toBeLessThan(900);
      await Promise.all(
        [1, 2, 3].map(() =>
          lab.caller().call('hung', 'slow', { ms: 50 }, z.unknown()),
        ),
      );
      expect(lab.seen.finished.filter((id) => id === 'hung')).toHaveLength(4);
      expect(lab.seen.overlaps).toEqual([]);
    });
  });
  describeReminders(`${name}: reminders`, lab, add);
}

function describeReminders(
  name: string,
  { seen, own }: ActorLab,
  add: (id: string, by: number) => Promise<number>,
): void {
  const timesReminded = (id: string) =>
    seen.reminded.filter((reminder) => reminder.id === id).length;

  describe(name, () => {
    it('come once, with their data', async () => {
      await own().remind('single', {
        name: 'expire',
        dueTime: '0s',
        data: { reason: 'r' },
      });
      await until('the reminder came', () => timesReminded('single') === 1);
      expect(seen.reminded.find(({ id }) => id === 'single')).toMatchObject({
        name: 'expire',
        data: { reason: 'r' },
      });
    });

    it('with a period come again, also after one that threw, until they are forgotten', async () => {
      seen.failing.reminders = 1;
      await own().remind('again', {
        name: 'relay',
        dueTime: '0s',
        period: '1s',
      });
      await until(
        'the reminder came again after it failed',
        () => timesReminded('again') >= 3,
      );
      expect(seen.failing.reminders).toBe(0);
      await own().forget('again', 'relay');
      const after = timesReminded('again');
      expect(await add('again', 1)).toBe(1);
      await own().remind('clock', { name: 'tick', dueTime: '2s' });
      await until(
        'longer than a period has passed',
        () => timesReminded('clock') === 1,
      );
      expect(timesReminded('again')).toBeLessThanOrEqual(after + 1);
    });

    it('that throw take the copy of the actor with them', async () => {
      expect(await add('dropped', 1)).toBe(1);
      seen.failing.reminders = 1;
      await own().remind('dropped', {
        name: 'expire',
        dueTime: '0s',
        period: '30s',
      });
      await until(
        'the reminder came',
        () => timesReminded('dropped') === 1 && seen.failing.reminders === 0,
      );
      expect(await add('dropped', 0)).toBe(0);
      await own().forget('dropped', 'expire');
    });

    it('registered again come at the later time instead', async () => {
      await own().remind('moved', { name: 'expire', dueTime: '60s' });
      await own().remind('moved', { name: 'expire', dueTime: '0s' });
      await until('the reminder came', () => timesReminded('moved') === 1);
    });

    it('may be forgotten twice', async () => {
      await own().forget('never', 'registered');
      await expect(
        own().forget('never', 'registered'),
      ).resolves.toBeUndefined();
    });
  });
}
