import { z } from 'zod';
import type { ActorCaller } from '../../src/actors/caller';
import { actorTurns } from '../../src/actors/turns';
import { hostedBy, memoryActors } from '../../src/testing/memory-actors';
import { memoryBus } from '../../src/testing/memory-bus';
import { memoryReminders } from '../../src/testing/memory-reminders';
import { memoryState } from '../../src/testing/memory-state';
import { describeActors } from '../conformance/actor-suite';
import { describeBus } from '../conformance/bus-suite';
import { labActor } from '../conformance/lab/actor';
import { describeStateStore } from '../conformance/state-suite';

const state = memoryState();
describeStateStore('the in-memory state store', () => state);

const seen = labActor('LabActor');
const turns = actorTurns();
const reminders = memoryReminders((id, name, data) =>
  turns.take(seen.type, id, async (actor) => actor.remind?.(name, data)),
);
const caller = (timeoutMs = 5_000): ActorCaller =>
  memoryActors(hostedBy(seen.type, turns), { reminders, timeoutMs });
describeActors('in-memory actors', { seen, caller, own: caller });

const bus = memoryBus();
const brought: { n: number; eventId: string }[] = [];
let behave: (n: number) => Promise<void> = async () => undefined;
bus.subscribe('lab', async ({ id: eventId, data }) => {
  const { n } = z.object({ n: z.number() }).parse(data);
  brought.push({ n, eventId });
  await behave(n);
});
describeBus('the in-memory broker', {
  seen: brought,
  publish: (data, id) =>
    bus.publish({ id, topic: 'lab', data, time: '2026-01-01T00:00:00.000Z' }),
  behave: (as) => void (behave = as),
});
