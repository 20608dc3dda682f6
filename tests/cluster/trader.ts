import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';

/**
 * Runs in a pod: clients that add products, set their stock and read, until
 * SIGTERM; then prints a report.
 */

export interface TraderReport {
  /**
   * Calls, attempts retried with the same key, and calls that never succeeded.
   */
  calls: number;
  repeated: string[];
  failed: string[];
  slowestMs: number;
  products: {
    id: string;
    initial: number;
    acknowledged: { onHand: number; version: number }[];
  }[];
}

interface Sent {
  token?: string;
  key?: string;
  body?: unknown;
}

const API = process.env['API'] ?? 'http://marketplace';
const CLIENTS = Number(process.env['CLIENTS'] ?? 4);
const PRODUCTS_PER_CLIENT = 3;
const BETWEEN_CALLS_MS = 50;
const ATTEMPT_MS = 10_000;
const ATTEMPTS = 60;
const BETWEEN_ATTEMPTS_MS = 500;

const report: TraderReport = {
  calls: 0,
  repeated: [],
  failed: [],
  slowestMs: 0,
  products: [],
};
let stopped = false;
process.on('SIGTERM', () => (stopped = true));

async function attempt(
  method: string,
  path: string,
  { token, key, body }: Sent,
): Promise<{ status: number; json: unknown; text: string }> {
  const response = await fetch(`${API}${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(ATTEMPT_MS),
  });
  const text = await response.text();
  return {
    status: response.status,
    text,
    json: response.ok ? (JSON.parse(text) as unknown) : undefined,
  };
}

const wordsOf = (err: unknown) =>
  err instanceof Error
    ? `${err.message} ${(err.cause as { code?: string } | undefined)?.code ?? ''}`
    : String(err);

/**
 * One idempotent call, retried with the same key while the marketplace asks for
 * that. Undefined when it never succeeds.
 */
async function call(
  method: string,
  path: string,
  sent: Sent = {},
): Promise<unknown> {
  const began = Date.now();
  report.calls += 1;
  for (let n = 1; n <= ATTEMPTS; n++) {
    const answer = await attempt(method, path, sent).catch((err: unknown) => ({
      status: 0,
      text: wordsOf(err),
      json: undefined,
    }));
    report.slowestMs = Math.max(report.slowestMs, Date.now() - began);
    if (answer.json !== undefined) return answer.json;
    const what = `${new Date().toISOString()} ${method} ${path.split('?')[0] ?? ''}: ${answer.status} ${answer.text.slice(0, 160)}`;
    if (![0, 429, 500, 502, 503, 504].includes(answer.status)) {
      report.failed.push(what);
      return undefined;
    }
    report.repeated.push(what);
    await setTimeout(BETWEEN_ATTEMPTS_MS);
  }
  report.failed.push(`${method} ${path}: ${ATTEMPTS} attempts`);
  return undefined;
}

interface Session {
  token: string;
  warehouse: string;
}

async function signUp(): Promise<Session> {
  const id = randomUUID();
  const account = { email: `${id}@trader.example`, password: `pass ${id}` };
  await call('POST', '/api/vendors', { body: { name: 'Trader', ...account } });
  const { accessToken: token } = (await call('POST', '/api/vendors/sessions', {
    body: account,
  })) as { accessToken: string };
  for (;;) {
    const { items } = (await call('GET', '/api/vendors/me/warehouses', {
      token,
    })) as { items: { id: string }[] };
    if (items[0]) return { token, warehouse: items[0].id };
    await setTimeout(BETWEEN_ATTEMPTS_MS);
  }
}

async function addProduct(
  { token, warehouse }: Session,
  initial: number,
): Promise<TraderReport['products'][number] | undefined> {
  const body = {
    name: `Traded ${initial}`,
    description: 'Traded by a test.',
    category: 'Test',
    price: { amountMinor: 100, currency: 'EUR' },
    initialStock: [{ warehouseId: warehouse, quantity: initial }],
  };
  const made = (await call('POST', '/api/products', {
    token,
    key: randomUUID(),
    body,
  })) as { id: string } | undefined;
  return made && { id: made.id, initial, acknowledged: [] };
}

async function trade(session: Session, client: number): Promise<void> {
  const own: TraderReport['products'] = [];
  for (let turn = 0; !stopped; turn++) {
    const product = own[turn % PRODUCTS_PER_CLIENT];
    if (product === undefined) {
      const added = await addProduct(session, client * 100 + turn);
      if (!added) continue;
      own.push(added);
      report.products.push(added);
    } else {
      const onHand = 1_000 + turn; // always a new value, so that the ledger identifies the call
      const path = `/api/products/${product.id}/stock/${session.warehouse}`;
      const level = (await call('PUT', path, {
        token: session.token,
        body: { onHand },
      })) as { version: number } | undefined;
      if (level) product.acknowledged.push({ onHand, version: level.version });
      await call('GET', `/api/products/${product.id}`);
      await call('GET', '/api/products?limit=5');
    }
    await setTimeout(BETWEEN_CALLS_MS);
  }
}

async function main(): Promise<void> {
  const session = await signUp();
  const told = setInterval(
    () =>
      console.log(
        JSON.stringify({
          calls: report.calls,
          repeated: report.repeated.length,
        }),
      ),
    500,
  );
  await Promise.all(
    Array.from({ length: CLIENTS }, (_, client) => trade(session, client)),
  );
  clearInterval(told);
  console.log(JSON.stringify(report));
}

void main();
