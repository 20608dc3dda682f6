import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '@souk/platform/testing/until';
import { newProduct, newVendor, opened } from '../lib/souk/accounts';
import { linesOf, shopper } from '../lib/souk/cart';
import { inDatabase } from '../lib/souk/ledger';
import { allReady, signal, waitForRestart } from '../lib/souk/parts';
import { parcel, ship } from '../lib/souk/shipping';
import { api } from '../lib/souk/souk';

const CLIENTS = 3;
const PARTS = [
  'orders',
  'orders.sidecar',
  'customers',
  'customers.sidecar',
  'notifications',
  'notifications.sidecar',
];

let product: string;

beforeAll(async () => {
  await allReady();
  const vendor = await newVendor('Killed Kiln');
  await ship(vendor, parcel);
  const made = await newProduct(vendor, {
    price: { amountMinor: 1_000, currency: 'EUR' },
    initialStock: [{ warehouseId: vendor.main, quantity: 900 }],
  });
  product = made.id;
  await opened(product);
});

/** Goes on until it is stopped; what fails is counted and tried again. */
function working(work: (n: number) => Promise<boolean>) {
  let done = 0;
  let stopped = false;
  const running = (async () => {
    for (let n = 1; !stopped; n++) {
      const isDone = await work(n).catch(() => false);
      if (isDone) done++;
      await delay(isDone ? 20 : 200);
    }
  })();
  return {
    done: () => done,
    stop: async () => {
      stopped = true;
      await running;
    },
  };
}

/** Changes a cart, asks what it costs, and knows what it has to hold. */
function shopping() {
  const guest = shopper();
  /** What the cart may hold: the last answered, and what was sent since. */
  let possible = [0];
  const wrong: string[] = [];
  return {
    guest,
    wrong,
    possible: () => possible,
    ...working(async (n) => {
      const quantity = 1 + (n % 800);
      possible.push(quantity);
      await guest.put(product, quantity);
      possible = [quantity];
      const asked = { cart: true, shipTo: { country: 'DE' } };
      const quoted = await guest.send('POST', '/api/checkout/quotes', asked);
      if (quoted.status !== 200) return false;
      const { totalMinor } = quoted.json as { totalMinor: number };
      if (totalMinor !== quantity * 1_000 + 500)
        wrong.push(`${quantity} cost ${totalMinor}`);
      return true;
    }),
  };
}

/** Asks for accounts, and keeps the addresses whose request was answered. */
function signingUp(from: string) {
  const emails: string[] = [];
  return {
    emails,
    ...working(async () => {
      const email = `${randomUUID()}@killed.example`;
      const { status } = await api('POST', '/api/customers', {
        body: { name: 'Kim', email, password: `pass ${randomUUID()}` },
        from,
      });
      if (status !== 201) return false;
      emails.push(email);
      await delay(300); // hashing a password takes a core
      return true;
    }),
  };
}

test('carts, quotes and mails come out even while each new part is killed', async () => {
  const carts = Array.from({ length: CLIENTS }, shopping);
  const people = signingUp('127.0.0.7');
  const all = [...carts, people];
  for (const part of PARTS) {
    const before = all.map(({ done }) => done());
    await until(`all work before ${part} is killed`, () =>
      all.every(({ done }, n) => done() > before[n]! + 1),
    );
    await waitForRestart(part, signal(part, 'SIGKILL'));
    await allReady();
    const then = all.map(({ done }) => done());
    await until(
      `all go on after ${part} was killed`,
      () => all.every(({ done }, n) => done() > then[n]! + 1),
      40_000,
    );
  }
  for (const { stop } of all) await stop();

  for (const { guest, possible, wrong } of carts) {
    const [line] = linesOf(await guest.cart());
    expect(possible()).toContain(line?.quantity);
    expect(wrong).toEqual([]);
  }
  expect(people.emails.length).toBeGreaterThanOrEqual(2 * PARTS.length);
  await until(
    'each account asked for has one mail, kept',
    async () => {
      const kept = people.emails.map(() => ['kept']);
      expect(await mailsOf(people.emails)).toEqual(kept);
      return true;
    },
    60_000,
  );
}, 300_000);

/** The states of the mails of each address. */
async function mailsOf(emails: string[]): Promise<string[][]> {
  const requests = await inDatabase('customers', (db) =>
    db
      .collection<{ _id: string; to: string }>('mail-requests')
      .find({ to: { $in: emails } })
      .toArray(),
  );
  const mails = await inDatabase('notifications', (db) =>
    db
      .collection<{ requestId: string; state: string }>('mails')
      .find({ owner: 'customers' })
      .toArray(),
  );
  return emails.map((email) =>
    requests
      .filter(({ to }) => to === email)
      .flatMap(({ _id }) => mails.filter(({ requestId }) => requestId === _id))
      .map(({ state }) => state),
  );
}
