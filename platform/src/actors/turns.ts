/**
 * An activated actor: it may cache what it has read, and is discarded when a
 * turn throws.
 */
export interface Actor {
  /**
   * Returns the reply, sent as JSON. A refusal is a reply; only a fault is
   * thrown.
   */
  invoke(method: string, input: unknown): Promise<unknown>;
  /**
   * Called when a reminder fires; it repeats only when registered with a
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
   * Runs the work on the actor, which is activated on first use, after the
   * turns before it.
   */
  take<T>(
    type: ActorType,
    id: string,
    work: (actor: Actor) => Promise<T>,
  ): Promise<T>;
  /** Deactivates an actor after its turns; does nothing for an inactive one. */
  putAway(type: string, id: string): Promise<void>;
}

/**
 * The sidecar serialises turns per actor, but a caller that hangs up or a
 * restarted sidecar lets two overlap, so they queue here as well.
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
