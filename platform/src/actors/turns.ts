import { LRUCache } from 'lru-cache';
import { assertAwaited } from '../http/deadline';

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
   * period. Nothing proves where it comes from: neither name nor data may be
   * more than a hint to do what is due anyway.
   */
  remind?(name: string, data: unknown): Promise<void>;
  /**
   * What it knows between its turns and may still give to a reader; undefined
   * when that takes a turn.
   */
  peek?(): unknown;
  /**
   * About how many bytes the actor keeps in memory between its turns; 4,096
   * when it does not say.
   */
  size?(): number;
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
   * turns before it. It is not begun when its caller no longer waits.
   */
  take<T>(
    type: ActorType,
    id: string,
    work: (actor: Actor) => Promise<T>,
  ): Promise<T>;
  /**
   * What the actor gives without a turn; undefined when it is not active here,
   * is in a turn, or cannot tell.
   */
  peek(type: string, id: string): unknown;
  /** Deactivates an actor after its turns; does nothing for an inactive one. */
  putAway(type: string, id: string): Promise<void>;
}

/** A quarter of the memory that the charts give a service. */
const RESIDENT_BYTES = 96 * 1_024 * 1_024;
const ACTOR_BYTES = 4_096;

/**
 * The sidecar serialises turns per actor, but a caller that hangs up or a
 * restarted sidecar lets two overlap, so they queue here as well.
 *
 * The actors between turns take `residentBytes` at most: beyond that the least
 * recently used are discarded, and activated again by their next turn. The
 * sidecar's own word is not enough, for one that died deactivates nothing. An
 * actor in a turn is never discarded.
 */
export function actorTurns({
  residentBytes = RESIDENT_BYTES,
} = {}): ActorTurns {
  const idle = new LRUCache<string, Actor>({
    maxSize: residentBytes,
    sizeCalculation: (actor) => Math.max(1, actor.size?.() ?? ACTOR_BYTES),
  });
  const inTurn = turns();
  return {
    take(type, id, work) {
      const key = `${type.name}/${id}`;
      return inTurn(key, async () => {
        assertAwaited(); // before the copy could be lost by it
        const actor = idle.get(key) ?? type.activate(id);
        idle.delete(key);
        // Half-made state must not serve the next turn, so an actor whose turn
        // throws does not come back.
        const result = await work(actor);
        idle.set(key, actor);
        return result;
      });
    },
    peek: (type, id) => idle.get(`${type}/${id}`)?.peek?.(),
    putAway: (type, id) =>
      inTurn(`${type}/${id}`, async () => void idle.delete(`${type}/${id}`)),
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
