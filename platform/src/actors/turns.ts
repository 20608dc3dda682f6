/**
 * One activated actor: it may keep what it has read, and is thrown away
 * whenever a turn throws.
 */
export interface Actor {
  /**
   * A refusal is a value; only a fault is thrown. Returns what the caller gets
   * as JSON.
   */
  invoke(method: string, input: unknown): Promise<unknown>;
  /**
   * A reminder fell due; it comes again only when it was registered with a
   * period.
   */
  remind?(name: string, data: unknown): Promise<void>;
}

export interface ActorType {
  /** Stored data: never rename it. */
  name: string;
  methods: readonly string[];
  activate(id: string): Actor;
}

/** The actors of one process. */
export interface ActorTurns {
  /**
   * Does the work on the actor, activated when it is first needed, once the
   * turns before it are over.
   */
  take<T>(
    type: ActorType,
    id: string,
    work: (actor: Actor) => Promise<T>,
  ): Promise<T>;
  /** Forgets an actor once its turns are over; without one it does nothing. */
  putAway(type: string, id: string): Promise<void>;
}

/**
 * The sidecar takes turns per actor, but a caller that hangs up or a restarted
 * sidecar lets two overlap: they queue here as well.
 */
export function actorTurns(): ActorTurns {
  const active = new Map<string, Actor>();
  const inTurn = turns();
  return {
    take(type, id, work) {
      const key = `${type.name}/${id}`;
      return inTurn(key, async () => {
        const actor = active.get(key) ?? type.activate(id);
        active.set(key, actor);
        try {
          return await work(actor);
        } catch (err) {
          active.delete(key); // half-made state must not serve the next turn
          throw err;
        }
      });
    },
    putAway: (type, id) =>
      inTurn(`${type}/${id}`, async () => void active.delete(`${type}/${id}`)),
  };
}

/**
 * Runs the work of one key one after another; different keys do not wait for
 * each other.
 */
export function turns(): <T>(
  key: string,
  work: () => Promise<T>,
) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const before = last.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (last.get(key) === mine) last.delete(key);
    }
  };
}
