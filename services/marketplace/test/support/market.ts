import { TEST_APP_TOKEN } from '@souk/platform/testing/sidecar';
import { signingKey, signingKeys } from '@souk/platform/auth/keys';
import { minter } from '@souk/platform/auth/mint';
import { asker } from '@souk/platform/dapr/ask';
import { tokenIssuer } from '@souk/platform/auth/tokens';
import { AppError } from '@souk/platform/http/errors';
import type { OutgoingEvent } from '@souk/platform/dapr/publish';
import { newKeyPem, anyPublisher } from '@souk/platform/testing/identity';
import { memoryInvoke, type Call } from '@souk/platform/testing/memory-invoke';
import { testShell } from '@souk/platform/testing/shell';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { createMarketplaceApp, type MarketplaceDeps } from '../../src/app';
import {
  openCatalogueDb,
  type CatalogueDbOptions,
} from '../../src/catalogue/view/db';
import {
  CATALOGUE_FILE,
  CATALOGUE_SCHEMA,
} from '../../src/catalogue/view/schema';
import { catalogueStore } from '../../src/catalogue/view/store';

export const NOW = new Date('2026-01-02T03:04:05.000Z');
const SESSION_KEY = 's'.repeat(43);
export const OPERATOR_KEY = 'the-operators-key-of-the-tests';

/**
 * An answer of another service: a value, or a function of the call that returns
 * or throws one.
 */
export type Answers = Record<string, unknown>;

const secretsOf = (values: Record<string, string>) => ({
  get: async (name: string) => values[name] ?? '',
});

const vendorsKey = signingKey(newKeyPem());
const vendorToken = tokenIssuer('vendors', vendorsKey);

/**
 * An access token as `vendors` issues it; the memory `vendors` below reads
 * vendor and session from it.
 */
export const tokenOf = (
  vendorId: string,
  sessionId = `session-of-${vendorId}`,
) =>
  vendorToken(
    { subject: vendorId, role: 'vendor', scopes: [], sessionId },
    { audience: 'souk', ttlSeconds: 900 },
  );

export const as = (vendorId: string, sessionId?: string) => ({
  authorization: `Bearer ${tokenOf(vendorId, sessionId)}`,
});

/** `vendors.validateToken` for tokens made by `tokenOf`. */
function validateToken({ body }: Call) {
  const { token } = body as { token: string };
  const claims = JSON.parse(
    Buffer.from(token.split('.')[1] ?? '', 'base64url').toString(),
  ) as { sub: string; sid: string };
  return {
    vendorId: claims.sub,
    sessionId: claims.sid,
    validUntil: new Date(NOW.getTime() + 900_000).toISOString(),
  };
}

export function emptyCatalogue(
  options: Omit<CatalogueDbOptions, 'path' | 'schema'> = {},
) {
  const dir = mkdtempSync(join(tmpdir(), 'souk-catalogue-'));
  const db = openCatalogueDb({
    path: join(dir, CATALOGUE_FILE),
    schema: CATALOGUE_SCHEMA,
    ...options,
  });
  return { dir, db, store: catalogueStore(db) };
}

/**
 * The whole façade on a real catalogue, with the other services answering from
 * a table `METHOD app/path`.
 */
export function market(
  answers: Answers = {},
  overrides: Partial<MarketplaceDeps> = {},
) {
  const clock = { now: NOW };
  const { store } = emptyCatalogue();
  const published: OutgoingEvent[] = [];
  const rebuilds: string[] = [];
  const signingPem = newKeyPem();
  const signing = signingKeys(signingPem);
  const { invoke, calls } = memoryInvoke((route, call) => {
    const answer =
      route in answers
        ? answers[route]
        : route === 'POST vendors/validateToken'
          ? validateToken
          : undefined;
    if (answer === undefined)
      throw new AppError(
        'unavailable',
        'dependency-unavailable',
        `nobody answers ${route}`,
      );
    return typeof answer === 'function'
      ? (answer as (call: Call) => unknown)(call)
      : answer;
  });
  const deps: MarketplaceDeps = {
    ...testShell('marketplace'),
    ask: asker(
      minter('marketplace', async () => signing),
      invoke,
    ),
    verifyEvent: anyPublisher,
    publish: async (event) => void published.push(event),
    secrets: secretsOf({
      'marketplace-signing-key': signingPem,
      'operator-key': OPERATOR_KEY,
      'cursor-key': 'c'.repeat(43),
      'session-key': SESSION_KEY,
    }),
    catalogue: store,
    rebuild: { again: () => void rebuilds.push('again') },
    appApiToken: TEST_APP_TOKEN,
    now: () => clock.now,
    limits: {
      signInsPerAccount: 3,
      signInsPerIp: 10,
      registrationsPerIp: 5,
      writesPerVendor: 100,
    },
    maxInFlight: 100,
    maxInFlightPerAddress: 100,
    trustProxy: false,
    webDir: undefined,
    services: { reach: async () => 'ready', ownSidecar: async () => undefined },
    findSpans: undefined,
    ...overrides,
  };
  const app = createMarketplaceApp(deps);
  const api = request(app.callback());
  const to = (route: string) =>
    calls.filter((call) => `${call.method} ${call.app}${call.path}` === route);
  return {
    api,
    calls,
    published,
    rebuilds,
    to,
    clock,
    store,
    deps,
    signing,
  };
}

/** A refusal as another service gives it. */
export const refusing = (kind: AppError['kind'], slug: string) => () => {
  throw new AppError(kind, slug, `refused: ${slug}`);
};
