import type { ActorCaller, Reminder } from '@souk/platform/dapr/actor-caller';
import { turns, type Actor, type ActorType } from '@souk/platform/dapr/actors';

export interface MemoryActors extends ActorCaller {
  /** Registered reminders by actor and name. They outlive the process, as the scheduler's do. */
  reminders: Map<string, Reminder>;
}

/** The caller's door with its wire: what goes in and comes out has been JSON in between. */
export function memoryActors(
  turn: (id: string, method: string, input: unknown) => Promise<unknown>,
  reminders: MemoryActors['reminders'] = new Map(),
): MemoryActors {
  const wire = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));
  return {
    reminders,
    call: async (id, method, input, answer) => answer.parse(wire(await turn(id, method, wire(input)))),
    remind: async (id, reminder) => void reminders.set(`${id}/${reminder.name}`, reminder),
    forget: async (id, name) => void reminders.delete(`${id}/${name}`),
  };
}

/** Turns of actors without HTTP: one after another per id, and a new actor after one that threw. */
export function hostInProcess() {
  const inTurn = turns();
  const active = new Map<string, Actor>();
  return async <T>(type: ActorType, id: string, work: (actor: Actor) => Promise<T>): Promise<T> =>
    inTurn(id, async () => {
      const actor = active.get(id) ?? type.activate(id);
      active.set(id, actor);
      try {
        return await work(actor);
      } catch (err) {
        active.delete(id);
        throw err;
      }
    });
}
