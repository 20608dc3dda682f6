import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Endpoints, readEndpoints } from '@souk/local/endpoints';
import { secretsFile, stateDir } from '@souk/local/paths';
import { localSecrets, secret } from '@souk/local/secrets-file';
import { signingKey } from '@souk/platform/auth/keys';
import { tokenIssuer } from '@souk/platform/auth/tokens';
import { Pool } from 'undici';

/** What an answer must look like. */
interface Shape<T> {
  parse: (answer: unknown) => T;
}

export interface InventoryEdge {
  /** Throws unless it is answered with 200. */
  post<T>(path: string, body: object, answer: Shape<T>): Promise<T>;
  /** Repeats a call that failed or was not answered, as it is, until it is answered or the time is up. */
  insist<T>(path: string, body: object, answer: Shape<T>): Promise<T | undefined>;
  endpoints(): Promise<Endpoints>;
  secretsFile: string;
  close(): Promise<void>;
}

const SCOPES = ['stock:open', 'stock:read', 'stock:reserve', 'operations:read'];
const INSIST = { forMs: 30_000, everyMs: 50 };

/** Inventory's own HTTP edge on the marketplace that `npm start` runs, as the marketplace would call it. */
export async function inventoryEdge(connections: number): Promise<InventoryEdge> {
  const { parts } = await readEndpoints();
  const folder = process.env['SOUK_ENDPOINTS'] ? dirname(process.env['SOUK_ENDPOINTS']) : stateDir();
  const secrets = await localSecrets(secretsFile(folder));
  const mint = tokenIssuer('marketplace', signingKey(secret(secrets, 'marketplace-signing-key')));
  const claims = { subject: 'marketplace', role: 'service' as const, scopes: SCOPES };
  const authorization = `Bearer ${mint(claims, { audience: 'inventory', ttlSeconds: 600 })}`;
  const pool = new Pool(`http://127.0.0.1:${parts['inventory']?.port}`, { connections, headersTimeout: 10_000 });

  const post: InventoryEdge['post'] = async (path, sent, answer) => {
    const headers = { authorization, 'content-type': 'application/json' };
    const { statusCode, body } = await pool.request({ method: 'POST', path, headers, body: JSON.stringify(sent) });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}: ${text.slice(0, 200)}`);
    return answer.parse(JSON.parse(text));
  };
  return {
    post,
    async insist(path, sent, answer) {
      const end = Date.now() + INSIST.forMs;
      for (;;) {
        const answered = await post(path, sent, answer).catch(() => undefined);
        if (answered !== undefined || Date.now() > end) return answered;
        await pause(INSIST.everyMs);
      }
    },
    endpoints: () => readEndpoints(),
    secretsFile: secretsFile(folder),
    close: () => pool.close(),
  };
}
