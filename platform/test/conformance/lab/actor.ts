import { z } from 'zod';
import type { Actor, ActorType } from '../../../src/actors/turns';
import { currentTraceId } from '../../../src/telemetry/tracing';

/**
 * An actor to be experimented with, and what was seen of it. Its state is kept
 * in the object alone, so what survives a turn can be seen.
 */
export interface LabActor {
  type: ActorType;
  turnsNow: Map<string, number>;
  overlaps: string[];
  finished: string[];
  activations: Map<string, number>;
  reminded: { id: string; name: string; data: unknown }[];
  /** So many of the coming reminders are to fail. */
  failing: { reminders: number };
}

type Methods = Record<string, (input: unknown) => Promise<unknown>>;

/** `more` are methods of one test alone. */
export function labActor(
  name: string,
  more: (id: string) => Methods = () => ({}),
): LabActor {
  const seen = {
    turnsNow: new Map<string, number>(),
    activations: new Map<string, number>(),
    overlaps: [] as string[],
    finished: [] as string[],
    reminded: [] as LabActor['reminded'],
    failing: { reminders: 0 },
  };
  const methods = [
    'add',
    'addThenFail',
    'answer',
    'slow',
    'traceId',
    ...Object.keys(more('')),
  ];
  return {
    ...seen,
    type: { name, methods, activate: (id) => activate(id, seen, more(id)) },
  };
}

function activate(
  id: string,
  seen: Omit<LabActor, 'type'>,
  more: Methods,
): Actor {
  const { turnsNow, activations, overlaps, finished, reminded, failing } = seen;
  let n = 0;
  activations.set(id, (activations.get(id) ?? 0) + 1);
  const methods: Methods = {
    ...more,
    add: async (input) => (n += z.object({ by: z.number() }).parse(input).by),
    addThenFail: async () => {
      n += 1;
      throw new Error('in the middle');
    },
    answer: async (input) =>
      z.object({ value: z.unknown() }).parse(input).value,
    traceId: async () => currentTraceId(),
    slow: async (input) => {
      const now = (turnsNow.get(id) ?? 0) + 1;
      turnsNow.set(id, now);
      if (now > 1) overlaps.push(id);
      await new Promise((resolve) =>
        setTimeout(resolve, z.object({ ms: z.number() }).parse(input).ms),
      );
      turnsNow.set(id, now - 1);
      finished.push(id);
      return null;
    },
  };
  return {
    invoke: async (method, input) => methods[method]?.(input),
    async remind(name, data) {
      reminded.push({ id, name, data });
      if (failing.reminders > 0) {
        failing.reminders -= 1;
        throw new Error('the reminder failed');
      }
    },
  };
}
