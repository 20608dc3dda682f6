import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { RedisError } from '@souk/platform/streams/redis';
import { publishSigned } from '../souk/broker';
import { whileFull, type RedisRole } from '../souk/redis';
import { endpoints } from '../souk/souk';
import { createdAgain, freeze, type Fault } from './faults';

const SLOW_SOCKETS = 200;
const UNKNOWN_IDS = { perSecond: 200, seconds: 5 };
/** Longer than a request from outside has, so that callers have gone. */
const FROZEN_MS = 15_000;
const AWAY_MS = 40_000;
const FULL_MS = 8_000;
const POISON_EVENTS = 30;

/**
 * What strangers do to a marketplace, and parts that stand still for longer
 * than anyone waits; for a soak.
 */
export const abuse = (): Fault[] => [
  slowBodies,
  unknownIds,
  freeze('mongodb', FROZEN_MS),
  // The consumer of every event of stock, away for long.
  freeze('marketplace', AWAY_MS),
  poisonEvents,
  fullRedis('redis', 'redis'),
  fullRedis('eventsRedis', 'events-redis'),
];

const fullRedis = (role: RedisRole, part: string): Fault => ({
  name: `${part} full for ${FULL_MS / 1_000} s`,
  parts: [part],
  // It may be killed meanwhile, and starts again with its own limit.
  inject: () =>
    whileFull(role, () => pause(FULL_MS)).catch((err: unknown) => {
      if (err instanceof RedisError) throw err;
    }),
});

const slowBodies: Fault = {
  name: `${SLOW_SOCKETS} slow bodies`,
  parts: ['marketplace'],
  async inject(next) {
    const { hostname, port } = new URL(endpoints().urls.api);
    const sockets = Array.from({ length: SLOW_SOCKETS }, () => {
      const socket = connect(Number(port), hostname);
      // The marketplace may be killed meanwhile, and ends late requests.
      socket.on('error', () => undefined);
      socket.write(
        'POST /api/vendors HTTP/1.1\r\nhost: x\r\n' +
          'content-type: application/json\r\ncontent-length: 100\r\n\r\n{',
      );
      return socket;
    });
    await pause(2_000 + next(4_000));
    for (const socket of sockets) socket.destroy();
  },
};

const unknownIds: Fault = {
  name: `${UNKNOWN_IDS.perSecond} unknown ids a second`,
  parts: ['marketplace'],
  async inject(next) {
    const { api } = endpoints().urls;
    const { perSecond, seconds } = UNKNOWN_IDS;
    const sent: Promise<unknown>[] = [];
    const unanswered = () => undefined; // a part may be away
    for (let n = 0; n < perSecond * seconds; n++) {
      const url = `${api}/api/products/unknown-${next(1_000_000_000)}`;
      const signal = AbortSignal.timeout(10_000);
      const answer = fetch(url, { signal }).then((got) => got.text());
      sent.push(answer.catch(unanswered));
      if (n % 10 === 9) await pause(10_000 / perSecond);
    }
    await Promise.all(sent);
  },
};

/** Events that inventory's handler fails on: there is no such warehouse. */
const poisonEvents: Fault = {
  name: `${POISON_EVENTS} poison events`,
  parts: ['events-redis'],
  async inject() {
    const events = Array.from({ length: POISON_EVENTS }, () => {
      const id = `poison-${randomUUID()}`;
      const { data, ...event } = createdAgain(id, `vendor-of-${id}`);
      const initialStock = [{ warehouseId: `none-${id}`, quantity: 1 }];
      return publishSigned({ ...event, data: { ...data, initialStock } });
    });
    await Promise.allSettled(events); // the broker may be away
  },
};
