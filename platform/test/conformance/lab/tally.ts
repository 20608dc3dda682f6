import { z } from 'zod';
import { cachedDocument } from '../../../src/actors/cached-document';
import type { ActorCaller } from '../../../src/actors/caller';
import { dueReminder } from '../../../src/actors/due-reminder';
import {
  outboxRelay,
  type OutboxRelay,
} from '../../../src/actors/outbox-relay';
import {
  relayReminders,
  type RelayReminder,
} from '../../../src/actors/relay-reminder';
import type { Actor, ActorType } from '../../../src/actors/turns';
import type { Publish } from '../../../src/dapr/publish';
import type { StateStore } from '../../../src/dapr/state';
import type { Logger } from '../../../src/telemetry/logger';
import { currentTraceparent } from '../../../src/telemetry/tracing';

/** What one turn of a tally publishes. */
export const Counted = z.object({
  tallyId: z.string(),
  version: z.int(),
  total: z.int(),
  operationId: z.string(),
});
const Entry = Counted.extend({ traceparent: z.string().optional() });
type Entry = z.infer<typeof Entry>;

/** The document. `operations` are all that were applied, one a version. */
export const Tally = z.object({
  version: z.int(),
  total: z.int(),
  operations: z.array(z.string()),
  closesAt: z.number().optional(),
  outbox: z.array(Entry),
});
type Tally = z.infer<typeof Tally>;

const Add = z.object({
  operationId: z.string(),
  by: z.int(),
  closesInMs: z.int().optional(),
});
const Published = z.object({ version: z.int() });
const EMPTY: Tally = { version: 0, total: 0, operations: [], outbox: [] };
const CLOSE = 'close';

interface TallyDeps {
  type: string;
  topic: string;
  state: StateStore;
  actors: ActorCaller;
  publish: Publish;
  log: Logger;
  now: () => Date;
  newId: () => string;
}

/** The smallest honest actor type: a total, kept, fenced and published. */
export function tallyType(deps: TallyDeps): ActorType {
  const relay = outboxRelay<Entry>({
    versionOf: ({ version }) => version,
    async confirm(id, version) {
      await deps.actors.call(id, 'published', { version }, z.null());
    },
    failed: (err, id) => deps.log.warn({ err, id }, 'not published yet'),
    async publish(id, batch) {
      const time = deps.now().toISOString();
      for (const entry of batch) {
        const event = { topic: deps.topic, data: Counted.parse(entry), time };
        await deps.publish({ ...event, id: `${id}.${entry.version}` });
      }
    },
  });
  const reminderOf = relayReminders({
    ...deps,
    reminders: deps.actors,
    unarmed: async () => undefined,
  });
  return {
    name: deps.type,
    methods: ['add', 'published', 'read'],
    activate: (id) => activate(id, deps, relay, reminderOf(id)),
  };
}

function activate(
  id: string,
  deps: TallyDeps,
  relay: OutboxRelay<Entry>,
  relayReminder: RelayReminder,
): Actor {
  const copy = cachedDocument({
    ...deps,
    key: `tally-${id}`,
    shape: Tally,
    restore: (document) => document,
    loaded: ({ outbox }) => relay.deliver(id, outbox),
  });
  const closing = dueReminder(id, { ...deps, reminders: deps.actors }, CLOSE);
  const tally = () => copy.cached() ?? EMPTY;
  const waiting = (published = relay.publishedUpTo(id)) =>
    tally().outbox.filter(({ version }) => version > published);
  const store = (value: Tally) => copy.save(() => ({ value, document: value }));
  const commit = async (
    operationId: string,
    change: Pick<Tally, 'total' | 'closesAt'>,
  ) => {
    const version = tally().version + 1;
    const { total } = change;
    const traceparent = currentTraceparent();
    const entry = { tallyId: id, version, total, operationId, traceparent };
    const operations = [...tally().operations, operationId];
    await relayReminder.arm();
    await store({
      ...change,
      version,
      operations,
      outbox: [...waiting(), entry],
    });
    relay.deliver(id, [entry]);
  };
  const add = async ({ operationId, by, closesInMs }: z.infer<typeof Add>) => {
    const { operations, total, closesAt } = tally();
    const inMs = closesInMs && deps.now().getTime() + closesInMs;
    if (!operations.includes(operationId))
      await commit(operationId, {
        total: total + by,
        closesAt: inMs ?? closesAt,
      });
    await closing.arm(tally().closesAt);
    return tally().total;
  };
  const close = async () => {
    const { total, closesAt = Infinity } = tally();
    if (closesAt <= deps.now().getTime())
      await commit(CLOSE, { total, closesAt: undefined });
    await closing.arm(tally().closesAt);
  };

  return {
    async invoke(method, input) {
      if (method === 'add') return copy.fenced(() => add(Add.parse(input)));
      if (method === 'published')
        return copy.fenced(() =>
          store({
            ...tally(),
            outbox: waiting(Published.parse(input).version),
          }),
        );
      await copy.refresh();
      return tally();
    },
    async remind(name) {
      if (name === CLOSE) closing.fired();
      await copy.load();
      if (name === CLOSE) await copy.fenced(close);
      else if (waiting().length === 0) await relayReminder.putAway(name);
    },
  };
}
