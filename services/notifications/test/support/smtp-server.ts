import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A message as the server took it. */
interface Taken {
  from: string;
  to: string[];
  /** Headers by their names in lower case, unfolded. */
  headers: Map<string, string>;
  /** Headers and body as they came. */
  raw: string;
}

/** How the server answers the next message, the first of them first. */
export type Mood = 'take' | 'refuse' | 'later' | 'unknown' | 'drop' | 'hang';

export interface TestSmtp {
  port: number;
  taken: Taken[];
  /** Message ids of all tries that got as far as their content. */
  tried: string[];
  moods: Mood[];
  /** How long it thinks before it answers what it has taken. */
  pauseMs: () => number;
  close: () => Promise<void>;
}

const answer = (responseCode: number, text: string) =>
  Object.assign(new Error(text), { responseCode });

const REFUSALS: Partial<Record<Mood, Error>> = {
  later: answer(451, '4.3.0 busy'),
  refuse: answer(554, '5.7.1 no'),
};

/** A real SMTP server on loopback. */
export async function testSmtp(
  options: SMTPServerOptions = {},
): Promise<TestSmtp> {
  const taken: Taken[] = [];
  const tried: string[] = [];
  const moods: Mood[] = [];
  const sockets = new Set<Socket>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: options.key === undefined ? ['STARTTLS'] : [],
    logger: false,
    closeTimeout: 50,
    onRcptTo({ address }, _session, callback) {
      if (moods[0] !== 'unknown') {
        callback();
        return;
      }
      moods.shift();
      callback(answer(550, `5.1.1 <${address}> is unknown here`));
    },
    onData(stream, session, callback) {
      let raw = '';
      stream.on('data', (chunk: Buffer) => (raw += chunk.toString()));
      stream.on('end', () => {
        const headers = headersOf(raw);
        tried.push(headers.get('message-id') ?? '');
        const mood = moods.shift() ?? 'take';
        const refusal = REFUSALS[mood];
        if (refusal) callback(refusal);
        if (refusal || mood === 'hang') return;
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom ? mailFrom.address : '';
        const to = rcptTo.map(({ address }) => address);
        taken.push({ from, to, headers, raw });
        if (mood === 'drop') for (const socket of sockets) socket.destroy();
        else setTimeout(callback, smtp.pauseMs());
      });
    },
    ...options,
  });
  const smtp: TestSmtp = {
    port: 0,
    taken,
    tried,
    moods,
    pauseMs: () => 0,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
  server.on('error', () => undefined);
  // Destroying the socket under an encrypted one can crash Node 20.
  const event = options.secure ? 'secureConnection' : 'connection';
  server.server.on(event, (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  smtp.port = (server.server.address() as AddressInfo).port;
  return smtp;
}

function headersOf(raw: string): Map<string, string> {
  const [head = ''] = raw.split('\r\n\r\n');
  return new Map(
    head
      .replace(/\r\n[ \t]+/g, ' ')
      .split('\r\n')
      .map((line) => {
        const at = line.indexOf(':');
        return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
      }),
  );
}

/** Accepts connections and says nothing. */
export async function silentServer() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => sockets.size,
    open: () => [...sockets].filter((socket) => !socket.destroyed).length,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
