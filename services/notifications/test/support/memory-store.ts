import {
  CLAIM_MS,
  type Mail,
  type MailStore,
  settledBy,
  UNTRIED,
  untriedAgain,
} from '../../src/mails/store';

export function memoryMailStore(): MailStore & { all: () => Mail[] } {
  const mails = new Map<string, Mail>();
  const copy = (mail: Mail | undefined) => mail && structuredClone(mail);
  const newest = () =>
    [...mails.values()].sort(
      (a, b) =>
        b.receivedAt.getTime() - a.receivedAt.getTime() ||
        (a.id < b.id ? 1 : -1),
    );
  return {
    all: () => newest().map((mail) => structuredClone(mail)),
    async add(asked) {
      if (mails.has(asked.id)) return false;
      const at = asked.receivedAt;
      mails.set(asked.id, { ...asked, ...UNTRIED, dueAt: at, roundAt: at });
      return true;
    },
    async claim(now) {
      const [first] = [...mails.values()]
        .filter(({ state, dueAt }) => state === 'waiting' && dueAt <= now)
        .sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
      if (!first) return undefined;
      const until = new Date(now.getTime() + CLAIM_MS);
      first.dueAt = first.claimedUntil = until;
      first.attempts += 1;
      first.tries += 1;
      return copy(first);
    },
    async settle({ id, attempts }, outcome, now) {
      const mail = mails.get(id);
      if (mail?.state !== 'waiting' || mail.attempts !== attempts) return false;
      Object.assign(mail, settledBy(outcome, now));
      return true;
    },
    find: async (id) => copy(mails.get(id)),
    async again(id, now) {
      const mail = mails.get(id);
      if (mail && mail.state !== 'waiting')
        Object.assign(mail, untriedAgain(now), { round: mail.round + 1 });
      else if (mail?.claimedUntil === null) mail.dueAt = now;
    },
    async page({ state, limit, after }) {
      const [at = '', ...rest] = after?.split('_') ?? [];
      const behind = ({ receivedAt, id }: Mail) =>
        after === undefined ||
        receivedAt < new Date(at) ||
        (receivedAt.toISOString() === at && id < rest.join('_'));
      return newest()
        .filter((mail) => state === undefined || mail.state === state)
        .filter(behind)
        .slice(0, limit)
        .map((mail) => structuredClone(mail));
    },
    async counts() {
      const counts = { waiting: 0, sent: 0, kept: 0, failed: 0, dropped: 0 };
      for (const { state } of mails.values()) counts[state] += 1;
      return counts;
    },
    ofAccount: async (owner, accountId) =>
      newest()
        .filter((one) => one.owner === owner && one.accountId === accountId)
        .map((mail) => structuredClone(mail)),
    async removeOf(owner, accountId) {
      for (const mail of mails.values())
        if (mail.owner === owner && mail.accountId === accountId)
          mails.delete(mail.id);
    },
    oldestWaiting: async () =>
      newest()
        .filter(({ state }) => state === 'waiting')
        .at(-1)?.receivedAt,
  };
}
