// Run before anything is installed: does each server of the user's own answer?
// One line for each that does not.
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';

const WAIT_MS = 5_000;

const answers = (host, port) =>
  new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port) });
    socket.setTimeout(WAIT_MS, () =>
      socket.destroy(new Error(`no answer in ${WAIT_MS / 1_000} s`)),
    );
    socket.once('connect', () => resolve(socket.destroy()));
    socket.once('error', reject);
  });

/** Hosts of a MongoDB URI; those of `mongodb+srv` only DNS knows. */
const mongoHosts = (uri) =>
  (/^mongodb:\/\/(?:[^@/]*@)?([^/?]+)/.exec(uri)?.[1] ?? '')
    .split(',')
    .filter(Boolean);
const targets = [
  ...mongoHosts(process.env.MONGODB_URI ?? '').map((host) => [
    'global.mongodb',
    host,
    27017,
  ]),
  ...[process.env.REDIS_HOST]
    .filter(Boolean)
    .map((host) => ['global.redis.host', host, 6379]),
  ...[process.env.EVENTS_REDIS_HOST]
    .filter(Boolean)
    .map((host) => ['global.eventsRedis.host', host, 6379]),
  ...[process.env.TRACES]
    .filter(Boolean)
    .map((url) => ['global.traces.endpoint', new URL(url).host, 80]),
  ...[process.env.TRACES_QUERY]
    .filter(Boolean)
    .map((url) => ['global.traces.queryUrl', new URL(url).host, 80]),
];
const wrong = await Promise.all(
  targets.map(async ([value, host, port]) => {
    const [name, own] = host.split(':');
    try {
      await answers(name, own ?? port);
    } catch (err) {
      return `${value}: ${host} cannot be reached (${err.code ?? err.message})`;
    }
  }),
);
for (const line of wrong.filter(Boolean)) console.error(line);
await setTimeout(100); // a log collector may need the container for a moment
process.exit(wrong.some(Boolean) ? 1 : 0);
