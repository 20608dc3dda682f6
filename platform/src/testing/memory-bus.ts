import type { OutgoingEvent, Publish } from '../dapr/publish';

type Handle = (event: OutgoingEvent) => Promise<void>;

export interface MemoryBus {
  publish: Publish;
  /**
   * Each event of the topic is brought until it is handled, the next ones
   * meanwhile: their order is not kept.
   */
  subscribe: (topic: string, handle: Handle) => void;
}

const REDELIVERY_MS = { first: 200, most: 2_000 };

/**
 * The broker in memory: at least once, and what it has taken it does not lose.
 */
export function memoryBus(): MemoryBus {
  const subscribers = new Map<string, Handle[]>();

  const bring = async (
    event: OutgoingEvent,
    handle: Handle,
    pauseMs: number,
  ) => {
    try {
      await handle(event);
    } catch {
      setTimeout(
        () =>
          void bring(event, handle, Math.min(REDELIVERY_MS.most, pauseMs * 2)),
        pauseMs,
      );
    }
  };
  return {
    async publish(event) {
      const stored = structuredClone(event);
      for (const handle of subscribers.get(event.topic) ?? []) {
        setTimeout(() => void bring(stored, handle, REDELIVERY_MS.first), 0);
      }
    },
    subscribe: (topic, handle) =>
      void subscribers.set(topic, [...(subscribers.get(topic) ?? []), handle]),
  };
}
