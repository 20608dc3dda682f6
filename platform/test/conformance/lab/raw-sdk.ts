import {
  AbstractActor,
  ActorId,
  ActorProxyBuilder,
  CommunicationProtocolEnum,
  DaprClient,
  DaprPubSubStatusEnum,
  DaprServer,
} from '@dapr/dapr';
import { DAPR_TOKEN } from './sidecar-part';

/**
 * The SDK as its own documents show it, to see what it does with what our doors
 * are built for. It tells what happens line by line.
 */
const say = (line: string) => process.stdout.write(`${line}\n`);
const setting = (name: string) => process.env[name] ?? '';

const client = {
  daprHost: '127.0.0.1',
  daprPort: setting('DAPR_HTTP_PORT'),
  communicationProtocol: CommunicationProtocolEnum.HTTP,
  daprApiToken: DAPR_TOKEN,
};

export class RawActor extends AbstractActor {
  async halfThenFail(): Promise<void> {
    await this.getStateManager().setState('half', 'made');
    throw new Error('in the middle');
  }
  async read(name: string): Promise<unknown> {
    const [found, value] = await this.getStateManager().tryGetState(name);
    return { found, value };
  }
  async write(name: string, value: unknown): Promise<void> {
    await this.getStateManager().setState(name, value);
  }
  async addIfAbsent(name: string): Promise<unknown> {
    return { added: await this.getStateManager().tryAddState(name, 'mine') };
  }
  async forgetCopies(): Promise<void> {
    await this.getStateManager().clearCache();
  }
  async remindToFail(): Promise<void> {
    const wire = `/v1.0/actors/RawActor/${this.getActorId().getId()}/reminders/fail`;
    await fetch(`http://127.0.0.1:${client.daprPort}${wire}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'dapr-api-token': DAPR_TOKEN,
      },
      body: JSON.stringify({ dueTime: '0s' }),
    });
  }
  override async receiveReminder(): Promise<void> {
    say('reminded');
    throw new Error('the reminder failed');
  }
}

async function serve() {
  const server = new DaprServer({
    serverHost: '127.0.0.1',
    serverPort: setting('PORT'),
    communicationProtocol: CommunicationProtocolEnum.HTTP,
    clientOptions: client,
  });
  // Left alone it listens on every interface.
  const http = server.daprServer.getServer() as {
    listen(port: number, host?: string): unknown;
  };
  const listen = http.listen.bind(http);
  http.listen = (port) => listen(port, '127.0.0.1');
  let retries = 3;
  await server.pubsub.subscribe(
    'bus',
    setting('TOPIC'),
    async (data: unknown) => {
      say(`delivered ${JSON.stringify(data)}`);
      const { fail, retry } = data as { fail?: boolean; retry?: boolean };
      if (fail) throw new Error('not this time');
      return retry && retries-- > 0
        ? DaprPubSubStatusEnum.RETRY
        : DaprPubSubStatusEnum.SUCCESS;
    },
  );
  await server.actor.init();
  await server.actor.registerActor(RawActor);
  await server.start();
  say('serving');
}

async function awaitProxy() {
  process.on('unhandledRejection', (reason) =>
    say(`unhandled ${String(reason)}`),
  );
  const dapr = new DaprClient(client);
  const waited = new Promise((resolve) =>
    setTimeout(() => resolve('still waiting'), 900),
  );
  // What an `await` does with any value.
  const awaited = Promise.resolve(
    new ActorProxyBuilder(RawActor, dapr).build(new ActorId('proxied')),
  ).then(() => 'got a proxy');
  say(String(await Promise.race([awaited, waited])));
  process.exit(0);
}

void (setting('MODE') === 'proxy' ? awaitProxy() : serve());
