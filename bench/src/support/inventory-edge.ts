import { setTimeout as pause } from 'node:timers/promises';
import { type Endpoints, readEndpoints } from '@souk/tools/stack/endpoints';
import { localSecrets, secret } from '@souk/tools/stack/secrets-file';
import { signingKey } from '@souk/platform/auth/keys';
import { tokenIssuer } from '@souk/platform/auth/tokens';
import type { Send } from '@souk/tests/lib/shoppers/history';
import { Pool, type Dispatcher } from 'undici';
import { benchSecretsFile } from './inventory-sidecar';

/** The schema of an answer. */
interface Shape<T> {
  parse: (answer: unknown) => T;
}

export interface InventoryEdge {
  /** @throws Error unless the answer is 200. */
  post<T>(path: string, body: object, answer: Shape<T>): Promise<T>;
  /** Sends an order once, without retries. */
  send: Send;
  /**
   * Retries a read until it is answered.
   * @throws Error when the time is up.
   */
  read<T>(path: string, answer: Shape<T>): Promise<T>;
  /**
   * Waits until all changes have been published, so that one workload does not
   * slow the next.
   */
  waitUntilPublished(): Promise<void>;
  endpoints(): Promise<Endpoints>;
  close(): Promise<void>;
}

const SCOPES = ['stock:open', 'stock:read', 'stock:reserve', 'operations:read'];
/**
 * Longer than publishing one event takes, and longer than a product keeps
 * published turns in its document.
 */
const QUIET_MS = 750;
/** Longer than the longest bench takes. */
const TOKEN_SECONDS = 7_200;
const RETRY = { forMs: 30_000, everyMs: 50 };

/**
 * Inventory's HTTP API on the marketplace that `npm start` runs, called as the
 * marketplace calls it.
 */
export async function inventoryEdge(
  connections: number,
): Promise<InventoryEdge> {
  const { parts } = await readEndpoints();
  const secrets = await localSecrets(benchSecretsFile());
  const mint = tokenIssuer(
    'marketplace',
    signingKey(secret(secrets, 'marketplace-signing-key')),
  );
  const claims = {
    subject: 'marketplace',
    role: 'service' as const,
    scopes: SCOPES,
  };
  const authorization = `Bearer ${mint(claims, { audience: 'inventory', ttlSeconds: TOKEN_SECONDS })}`;
  const pool = new Pool(`http://127.0.0.1:${parts['inventory']?.port}`, {
    connections,
    headersTimeout: 10_000,
  });

  const call = async (
    method: Dispatcher.HttpMethod,
    path: string,
    sent?: object,
  ) => {
    const headers = { authorization, 'content-type': 'application/json' };
    const answer = await pool.request({
      method,
      path,
      headers,
      body: sent === undefined ? null : JSON.stringify(sent),
    });
    return { status: answer.statusCode, text: await answer.body.text() };
  };
  const post: InventoryEdge['post'] = async (path, sent, answer) => {
    const { status, text } = await call('POST', path, sent);
    if (status !== 200)
      throw new Error(`${path} answered ${status}: ${text.slice(0, 200)}`);
    return answer.parse(JSON.parse(text));
  };
  return {
    post,
    async send({ method, path, body }) {
      const { status, text } = await call(method, path, body);
      return {
        request: `${method} ${path}`,
        status,
        text,
        headers: {},
        json: parsed(text),
      };
    },
    async read(path, answer) {
      for (const end = Date.now() + RETRY.forMs; ;) {
        const { status, text } = await call('GET', path).catch(() => ({
          status: 0,
          text: 'not answered',
        }));
        if (status === 200) return answer.parse(JSON.parse(text));
        if (Date.now() > end)
          throw new Error(`${path} answered ${status}: ${text.slice(0, 200)}`);
        await pause(RETRY.everyMs);
      }
    },
    async waitUntilPublished() {
      for (
        let before = -1, now = await published(pool);
        before !== now;
        now = await published(pool)
      ) {
        before = now;
        await pause(QUIET_MS);
      }
    },
    endpoints: () => readEndpoints(),
    close: () => pool.close(),
  };
}

/** Stock events published so far. */
async function published(pool: Pool): Promise<number> {
  const answer = await pool.request({ method: 'GET', path: '/metrics' });
  return Number(
    /^souk_events_published_total\{.*\} (\d+)$/m.exec(
      await answer.body.text(),
    )?.[1] ?? 0,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
