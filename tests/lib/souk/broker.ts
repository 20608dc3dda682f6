import { signingKeys } from '@souk/platform/auth/keys';
import {
  eventSigner,
  type SignedParts,
} from '@souk/platform/auth/signed-events';
import { withRedis } from './redis';
import { secrets } from './souk';

/**
 * Puts an event on the broker's stream as a sidecar would, but without
 * validation.
 */
const publishRaw = (topic: string, event: unknown): Promise<void> =>
  withRedis('eventsRedis', async (redis) => {
    const data = JSON.stringify(event);
    await redis.command('XADD', topic, '*', 'data', data);
  });

/** How many events of a topic are kept, and how many ever were published. */
export const streamOf = (topic: string) =>
  withRedis('eventsRedis', async (redis) => {
    const length = Number(await redis.command('XLEN', topic));
    const reply = await redis.command('XINFO', 'STREAM', topic);
    const fields = Array.isArray(reply) ? reply : [];
    const added = Number(fields[fields.indexOf('entries-added') + 1]);
    return { length, added };
  });

/** Puts an event on the stream of its topic, signed with its publisher's key. */
export async function publishSigned(event: SignedParts): Promise<void> {
  const pem = secrets()[`${event.source}-signing-key`] ?? '';
  const signature = await eventSigner(async () => signingKeys(pem))(event);
  await publishRaw(event.type, { ...event, signature });
}
