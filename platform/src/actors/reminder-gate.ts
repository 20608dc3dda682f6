import { AsyncResource } from 'node:async_hooks';
import pLimit from 'p-limit';
import type { Logger } from '../telemetry/logger';

/**
 * Each reminder may load much, so a few keep a process busy; more would delay
 * every other call.
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
 * After an outage all overdue reminders arrive at once. One gate per process
 * keeps it serving.
 */
export interface ReminderGate {
  /**
   * Runs the work, which must not fail, and resolves when it is done. When too
   * many are running it resolves at once and the work runs later, because the
   * sidecar blocks all calls to an actor until its reminder is answered. Work
   * beyond the queue limit is skipped; queued work of the same name is
   * replaced.
   */
  enter(
    actor: string,
    reminder: string,
    work: () => Promise<void>,
  ): Promise<void>;
  /**
   * Removes the queued work of an actor that another process hosts now; here it
   * would never be deactivated.
   */
  drop(actor: string): void;
  /**
   * Removes all queued work, and skips whatever would be queued from now on.
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

  /** Logs one line for all skipped reminders once the queue is empty. */
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
      // A finishing task starts this one; give it its own trace.
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
