import { AsyncResource } from 'node:async_hooks';
import pLimit from 'p-limit';
import type { Logger } from '../telemetry/logger';

/**
 * Each may read much before it begins, so that a few fill a process; more would
 * keep every other call waiting.
 */
const AT_ONCE = 4;
/** Actors whose reminders are kept for later: some seconds of work. */
const WAITING = 1_000;

export interface ReminderGateOptions {
  log: Pick<Logger, 'warn'>;
  atOnce?: number;
  waiting?: number;
}

/**
 * After an outage all reminders that fell due meanwhile come at the same
 * moment. One gate for the actors of a process lets it go on serving.
 */
export interface ReminderGate {
  /**
   * Does the work, which must not fail, and resolves once it is over. When too
   * many are under way it resolves at once and the work is done later: the
   * sidecar keeps all calls to an actor waiting until its reminder is answered.
   * What comes while too many wait already is left out; what waits under the
   * same name is replaced.
   */
  enter(
    actor: string,
    reminder: string,
    work: () => Promise<void>,
  ): Promise<void>;
  /**
   * Leaves out what waits for an actor: another process has it now, and here
   * nobody would put it away again.
   */
  drop(actor: string): void;
  /**
   * Leaves out all that waits, and from now on everything that would have to.
   */
  stop(): void;
}

export function reminderGate({
  log,
  atOnce = AT_ONCE,
  waiting: most = WAITING,
}: ReminderGateOptions): ReminderGate {
  const limit = pLimit(atOnce);
  const waiting = new Map<string, Map<string, () => Promise<void>>>();
  let stopped = false;
  let leftOut = 0;

  /** One line for all of them, once nothing waits any more. */
  const account = () => {
    if (leftOut === 0 || waiting.size > 0) return;
    log.warn(
      { reminders: leftOut },
      'reminders left out: too many came at once, or their actors moved',
    );
    leftOut = 0;
  };
  const drop = (actor: string) => {
    leftOut += waiting.get(actor)?.size ?? 0;
    waiting.delete(actor);
  };
  const next = async (actor: string) => {
    const mine = waiting.get(actor);
    const [first] = mine ?? [];
    if (mine && first) mine.delete(first[0]);
    if (mine?.size === 0) waiting.delete(actor);
    account();
    await first?.[1]();
  };
  return {
    async enter(actor, reminder, work) {
      if (limit.activeCount + limit.pendingCount < atOnce) return limit(work);
      const mine = waiting.get(actor) ?? new Map<string, () => Promise<void>>();
      const known = mine.has(reminder);
      if (!known && (stopped || (mine.size === 0 && waiting.size >= most))) {
        leftOut += 1;
        account();
        return;
      }
      // Whatever ends before it begins it, and it is no part of that.
      mine.set(reminder, AsyncResource.bind(work));
      waiting.set(actor, mine);
      if (!known) void limit(next, actor);
    },
    drop,
    stop() {
      stopped = true;
      for (const actor of waiting.keys()) drop(actor);
      account();
    },
  };
}
