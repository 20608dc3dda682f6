import { CLAIM_MS, type MailStore, type NewMail } from '../../src/mails/store';

const T0 = new Date('2026-01-02T03:04:05.006Z');
const later = (ms: number) => new Date(T0.getTime() + ms);

export const asked = (id: string, receivedAt = T0): NewMail => ({
  id,
  owner: 'vendors',
  requestId: `r-${id}`,
  template: 'welcome-vendor',
  accountId: `v-${id}`,
  receivedAt,
});

/** Tests that the in-memory store and the real one both pass. */
export function describeMailStore(name: string, create: () => MailStore): void {
  describe(name, () => {
    it('stores a mail once, however often it is asked for', async () => {
      const store = create();
      expect(await store.add(asked('a'))).toBe(true);
      await store.settle((await store.claim(T0))!, SENT, T0);
      expect(await store.add(asked('a', later(1)))).toBe(false);
      expect(await store.find('a')).toMatchObject({
        state: 'sent',
        receivedAt: T0,
      });
    });

    it('gives a mail to one at a time, the one due for longest first', async () => {
      const store = create();
      await store.add(asked('b', later(1)));
      await store.add(asked('a'));
      expect((await store.claim(later(2)))?.id).toBe('a');
      expect((await store.claim(later(2)))?.id).toBe('b');
      expect(await store.claim(later(2))).toBeUndefined();
    });

    it('gives a mail to one of many who ask at once', async () => {
      const store = create();
      await store.add(asked('a'));
      const claims = await Promise.all(
        Array.from({ length: 8 }, () => store.claim(T0)),
      );
      expect(claims.filter((mail) => mail !== undefined)).toHaveLength(1);
    });

    it('gives it to another when the claim has ended, and believes the first no more', async () => {
      const store = create();
      await store.add(asked('a'));
      const first = (await store.claim(T0))!;
      expect(await store.claim(later(CLAIM_MS - 1))).toBeUndefined();
      const second = (await store.claim(later(CLAIM_MS)))!;
      expect(second).toMatchObject({ id: 'a', attempts: 2, tries: 2 });
      expect(await store.settle(first, FAILED, T0)).toBe(false);
      expect(await store.settle(second, SENT, T0)).toBe(true);
      expect(await store.settle(second, FAILED, T0)).toBe(false);
      expect((await store.find('a'))?.state).toBe('sent');
    });

    it('waits for the next try until it is due', async () => {
      const store = create();
      await store.add(asked('a'));
      const mail = (await store.claim(T0))!;
      const again = { state: 'waiting', dueAt: later(5_000), problem: 'away' };
      await store.settle(mail, again as never, T0);
      expect(await store.claim(later(4_999))).toBeUndefined();
      expect(await store.claim(later(5_000))).toMatchObject({
        problem: 'away',
        tries: 2,
      });
    });

    it('sends a settled mail again as one of a new round', async () => {
      const store = create();
      await store.add(asked('a'));
      await store.settle((await store.claim(T0))!, FAILED, T0);
      await store.again('a', later(9));
      await store.again('a', later(9));
      expect(await store.find('a')).toMatchObject({
        state: 'waiting',
        round: 1,
        tries: 0,
        attempts: 1,
        dueAt: later(9),
        roundAt: later(9),
        settledAt: null,
        problem: null,
      });
    });

    it('tries a waiting mail at once, but not one that is being tried', async () => {
      const store = create();
      await store.add(asked('a'));
      const mail = (await store.claim(T0))!;
      await store.again('a', T0);
      expect(await store.claim(T0)).toBeUndefined();
      await store.settle(mail, { ...LATER, dueAt: later(9_000) }, T0);
      await store.again('a', later(1));
      expect(await store.claim(later(1))).toMatchObject({ round: 0, tries: 2 });
    });

    it('removes the mails to one account of one owner', async () => {
      const store = create();
      await store.add({ ...asked('a'), owner: 'customers', accountId: 'c-1' });
      await store.add({ ...asked('b'), owner: 'customers', accountId: 'c-2' });
      await store.add({ ...asked('c'), owner: 'vendors', accountId: 'c-1' });
      const tried = (await store.claim(later(1)))!;
      const own = await store.ofAccount('customers', 'c-1');
      expect(own.map(({ id }) => id)).toEqual(['a']);
      await store.removeOf('customers', 'c-1');
      const left = await store.page({ limit: 9 });
      expect(left.map(({ id }) => id)).toEqual(['c', 'b']);
      expect(await store.settle({ ...tried, id: 'a' }, SENT, T0)).toBe(false);
    });

    it('pages by time and id, the newest first, and counts by state', async () => {
      const store = create();
      for (const [id, ms] of [
        ['a', 1],
        ['b', 2],
        ['c', 2],
        ['d', 3],
      ] as const)
        await store.add(asked(id, later(ms)));
      await store.settle((await store.claim(later(1)))!, FAILED, T0);
      const ids = async (query: object) =>
        (await store.page({ limit: 2, ...query })).map(({ id }) => id);
      expect(await ids({})).toEqual(['d', 'c']);
      const after = `${later(2).toISOString()}_c`;
      expect(await ids({ after })).toEqual(['b', 'a']);
      expect(await ids({ after, state: 'waiting' })).toEqual(['b']);
      expect(await ids({ state: 'failed' })).toEqual(['a']);
      expect(await store.counts()).toEqual({ ...NONE, waiting: 3, failed: 1 });
      expect(await store.oldestWaiting()).toEqual(later(2));
    });
  });
}

const NONE = { waiting: 0, sent: 0, kept: 0, failed: 0, dropped: 0 };
const SENT = { state: 'sent', problem: null } as const;
const FAILED = { state: 'failed', problem: 'refused' } as const;
const LATER = { state: 'waiting', problem: 'away' } as const;
