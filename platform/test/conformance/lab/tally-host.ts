import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { actorCaller } from '../../../src/actors/caller';
import { actorHost } from '../../../src/actors/host';
import { publisher, type Publish } from '../../../src/dapr/publish';
import { connectSidecar } from '../../../src/dapr/sidecar';
import { stateStore } from '../../../src/dapr/state';
import { createApp } from '../../../src/http/app';
import { run, serve } from '../../../src/http/serve';
import { createLogger } from '../../../src/telemetry/logger';
import { testShell } from '../../../src/testing/shell';
import { TEST_APP_TOKEN } from '../../../src/testing/sidecar';
import { DAPR_TOKEN } from './sidecar-part';
import { tallyType } from './tally';
import { anyCaller, noToken, unsignedBy } from '../../../src/testing/identity';

const setting = (name: string) => process.env[name] ?? '';
const PUBLISH_MS = 15;

/**
 * A service with the actors of one type, until it is killed. The broker is made
 * to look slow, so that a kill finds turns that are stored but not published;
 * or so slow that nothing is ever published.
 */
run(async () => {
  const shell = testShell('tally');
  const { log } = shell;
  const type = setting('TYPE');
  const sidecar = connectSidecar({
    port: Number(setting('DAPR_HTTP_PORT')),
    apiToken: DAPR_TOKEN,
  });
  const toBroker = publisher(sidecar, 'bus', unsignedBy('tally'));
  const publish: Publish = async (event) => {
    await (setting('BROKER') === 'hangs'
      ? new Promise(() => undefined)
      : pause(PUBLISH_MS));
    await toBroker(event);
  };
  const tallies = tallyType({
    type,
    topic: setting('TOPIC'),
    state: stateStore(sidecar, 'state'),
    actors: actorCaller(sidecar, type, { token: noToken }),
    publish,
    log,
    now: () => new Date(),
    newId: randomUUID,
  });
  const app = createApp(
    shell,
    actorHost([tallies], {
      appApiToken: TEST_APP_TOKEN,
      access: anyCaller,
      log,
    }),
  );
  await serve(app, {
    host: '127.0.0.1',
    port: Number(setting('PORT')),
    log: createLogger('tally', type, 'info'),
    closers: [],
  });
});
