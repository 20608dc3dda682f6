import { randomUUID } from 'node:crypto';
import { requestPasswordReset } from '@souk/platform/accounts/credentials';
import { hashPassword } from '@souk/platform/accounts/passwords';
import { signInFrom } from '@souk/platform/accounts/sign-in';
import { triesStore } from '@souk/platform/accounts/sign-in-tries-store';
import { sessionStore } from '@souk/platform/accounts/store';
import { signingKeys } from '@souk/platform/auth/keys';
import { AppError } from '@souk/platform/http/errors';
import { mailRequestStore } from '@souk/platform/mails/requests-store';
import { mailTokens } from '@souk/platform/mails/tokens';
import { connectMongo } from '@souk/platform/mongo/client';
import { newKeyPem } from '@souk/platform/testing/identity';
import { readEndpoints } from '@souk/tools/stack/endpoints';
import {
  customerCollection,
  customerStore,
  mailCollection,
  sessionCollection,
  triesCollection,
} from '../../services/customers/src/customers/store';
import {
  customerSessions,
  customerTokens,
} from '../../services/customers/src/sessions/sessions';
import { compare, report } from './support/compare';

const HOUR_MS = 3_600_000;
const KNOWN = 'somebody@bench.example';
const UNKNOWN = 'nobody@bench.example';

/**
 * Whether the time of an answer tells which addresses have accounts: the use
 * cases of `customers` on the database of the running marketplace, known beside
 * unknown. In an hour of the clock's a limit would answer instead.
 */
async function main() {
  const { urls } = await readEndpoints();
  const mongo = connectMongo(urls.mongodb, `bench-accounts-${randomUUID()}`);
  const { db } = mongo;
  const pem = newKeyPem();
  let hours = 0;
  const now = () => new Date(Date.now() + hours * HOUR_MS);
  const saved = () => undefined;
  const stores = {
    customers: customerStore(customerCollection(db), saved, now),
    sessions: sessionStore(sessionCollection(db), {
      ownerField: 'customerId',
      saved,
      now,
    }),
    mails: mailRequestStore(mailCollection(db), { saved, now }),
    tries: triesStore(triesCollection(db)),
  };
  for (const { indexed } of Object.values(stores)) await indexed();
  const deps = customerSessions({
    ...stores,
    mailTokens: mailTokens(async () => signingKeys(pem)),
    tokens: customerTokens({ get: async () => pem }),
    newId: randomUUID,
    now,
  });
  await stores.customers.add({
    id: randomUUID(),
    version: 1,
    name: 'Somebody',
    email: KNOWN,
    passwordHash: await hashPassword('the right one'),
    createdAt: now().toISOString(),
    credentialsVersion: 0,
    sessionsVersion: 0,
    keptSession: null,
    devices: [],
  });
  const { by } = signInFrom(deps, { client: '192.0.2.1', name: 'bench' });
  const signIn = async (email: string) => {
    hours += 1;
    await by?.(deps.accounts, { email, password: 'a wrong one' }).catch(
      (err: unknown) => {
        if (!(err instanceof AppError && err.slug === 'wrong-credentials'))
          throw err;
      },
    );
  };
  const reset = async (email: string) => {
    hours += 2;
    await requestPasswordReset(deps, email);
  };
  const ratio = (name: string, run: (email: string) => Promise<void>) =>
    compare(
      {
        measure: `${name}: known ÷ unknown address`,
        side: { name: 'known', run: () => run(KNOWN) },
        base: { name: 'unknown', run: () => run(UNKNOWN) },
        goal: 1,
      },
      7,
    );
  report([
    await ratio('sign-in with a wrong password', signIn),
    await ratio('password reset', reset),
  ]);
  // Emptied first: the stand-in for MongoDB drops a full one slowly.
  for (const collection of await db.collections())
    await collection.deleteMany({});
  await db.dropDatabase();
  await mongo.close();
}

void main();
