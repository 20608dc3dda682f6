import type { OutgoingEvent, Publish } from '../dapr/publish';

type Handle = (event: OutgoingEvent) => Promise<void>;

export interface MemoryBus {
  publish: Publish;
  /**
   * Delivers each event until it is handled, without waiting between events, so
   * order is not kept.
   */
  subscribe: (topic: string, handle: Handle) => void;
}

const REDELIVERY_MS = { first: 200, max: 2_000 };

/**
 * An in-memory broker: at-least-once delivery, and accepted events are never
 * lost.
 */
export function memoryBus(): MemoryBus {
  const subscribers = new Map<string, Handle[]>();

  const deliver = async (
    event: OutgoingEvent,
    handle: Handle,
    pauseMs: number,
  ) => {
    try {
      await handle(event);
    } catch {
      setTimeout(
        () =>
          void deliver(event, handle, Math.min(REDELIVERY_MS.max, pauseMs * 2)),
        pauseMs,
      );
    }
  };
  return {
    async publish(event) {
      const stored = structuredClone(event);
      for (const handle of subscribers.get(event.topic) ?? []) {
        setTimeout(() => void deliver(stored, handle, REDELIVERY_MS.first), 0);
      }
    },
    subscribe: (topic, handle) =>
      void subscribers.set(topic, [...(subscribers.get(topic) ?? []), handle]),
  };
}
