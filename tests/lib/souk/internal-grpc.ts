import { once } from 'node:events';
import { connect } from 'node:http2';
import { listeningOnLoopback } from './listeners';
import { part } from './parts';

/** Of dapr/proto/common/v1: `HTTPExtension.Verb`. */
const VERBS = { POST: 3, PUT: 4 };
/** UNIMPLEMENTED, and UNAUTHENTICATED: the public port, which asks for a token. */
const OTHER_PORT = ['12', '16'];

interface InternalCall {
  /** Without the part before it: `CallLocal` or `CallActor`. */
  rpc: 'CallLocal' | 'CallActor';
  method: string;
  verb: keyof typeof VERBS;
  actor?: { type: string; id: string };
  data: unknown;
}

/**
 * Calls an app as another sidecar would: through the internal gRPC port of its
 * own, which asks for no token where mutual TLS is off.
 * @returns what the sidecar answered, as text.
 */
export async function byInternalPort(
  app: string,
  call: InternalCall,
): Promise<string> {
  const ports = listeningOnLoopback(part(`${app}.sidecar`).pid);
  const answers = await Promise.all(ports.map((port) => ask(port, call)));
  const [answer] = answers.filter((one) => one !== undefined);
  if (answer === undefined)
    throw new Error(`No port of ${app}'s sidecar answers ${call.rpc}`);
  return answer;
}

/** Undefined when this port serves something else. */
async function ask(
  port: number,
  call: InternalCall,
): Promise<string | undefined> {
  const session = connect(`http://127.0.0.1:${port}`);
  session.on('error', () => undefined);
  try {
    const stream = session.request({
      ':method': 'POST',
      ':path': `/dapr.proto.internals.v1.ServiceInvocation/${call.rpc}`,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    stream.setTimeout(5_000, () => stream.destroy(new Error('no answer')));
    const told: string[] = [];
    let status: string | undefined;
    for (const event of ['response', 'trailers'])
      stream.on(event, (headers: Record<string, string | undefined>) => {
        status ??= headers['grpc-status'];
        told.push(decodeURIComponent(headers['grpc-message'] ?? ''));
      });
    stream.on('data', (bytes: Buffer) => told.push(bytes.toString()));
    const message = internalInvokeRequest(call);
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(message.length, 1);
    stream.end(Buffer.concat([prefix, message]));
    await once(stream, 'end');
    return status === undefined || OTHER_PORT.includes(status)
      ? undefined
      : told.join('');
  } catch {
    return undefined;
  } finally {
    session.destroy();
  }
}

/** Of dapr/proto/internals/v1, in protobuf's wire format. */
function internalInvokeRequest(call: InternalCall): Buffer {
  const json = JSON.stringify(call.data);
  const message = [
    field(1, call.method),
    field(2, field(2, json)),
    field(3, 'application/json'),
    field(4, number(1, VERBS[call.verb])),
  ];
  const { actor } = call;
  const to = actor ? [field(1, actor.type), field(2, actor.id)] : [];
  return Buffer.concat([
    number(1, 1), // the version of the API
    field(3, Buffer.concat(message)),
    ...(actor ? [field(4, Buffer.concat(to))] : []),
  ]);
}

const number = (id: number, value: number) =>
  Buffer.concat([varint(id * 8), varint(value)]);

const field = (id: number, value: string | Buffer) => {
  const bytes = Buffer.from(value);
  return Buffer.concat([varint(id * 8 + 2), varint(bytes.length), bytes]);
};

const varint = (value: number): Buffer =>
  value < 128
    ? Buffer.from([value])
    : Buffer.concat([
        Buffer.from([(value % 128) + 128]),
        varint(Math.floor(value / 128)),
      ]);
