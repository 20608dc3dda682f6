// The core journey, from inside the cluster through the public door: a vendor
// registers and adds a product, its stock opens, a shopper finds it in the list
// and opens it.
const API = process.env.API;
const DEADLINE_MS = 60_000;

const BUSY = new Set([429, 503]);

/**
 * While services are replaced, one may be asked for where its predecessor was:
 * then it is asked again.
 */
async function call(method, path, sent = {}) {
  for (const end = Date.now() + DEADLINE_MS; ;) {
    const response = await ask(method, path, sent);
    const text = await response.text();
    if (response.ok) return text ? JSON.parse(text) : undefined;
    const said = `${method} ${path} answered ${response.status}: ${text.slice(0, 300)}`;
    if (!BUSY.has(response.status) || Date.now() > end) throw new Error(said);
    console.log(`again: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

const ask = (method, path, { token, body, key }) =>
  fetch(`${API}${path}`, {
    method,
    headers: {
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(key ? { 'idempotency-key': key } : {}),
    },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });

async function until(what, attempt) {
  const end = Date.now() + DEADLINE_MS;
  for (let last; ;) {
    const found = await attempt().catch((err) => void (last = err));
    if (found) return console.log(`ok: ${what}`) ?? found;
    if (Date.now() > end)
      throw new Error(`${what}: not within ${DEADLINE_MS / 1_000} s`, {
        cause: last,
      });
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

const once = crypto.randomUUID();
const account = { email: `${once}@test.example`, password: `pass ${once}` };
const vendor = await call('POST', '/api/vendors', {
  body: { name: 'Test vendor', ...account },
});
const { accessToken: token } = await call('POST', '/api/vendors/sessions', {
  body: account,
});
console.log('ok: a vendor registers and signs in');
const main = await until('its first warehouse is there', async () => {
  return (await call('GET', '/api/vendors/me/warehouses', { token })).items[0];
});
const body = {
  name: `Test mug ${once}`,
  description: 'Of a test; it may be archived.',
  category: 'Test',
  price: { amountMinor: 2400, currency: 'EUR' },
  initialStock: [{ warehouseId: main.id, quantity: 12 }],
};
const { id } = await call('POST', '/api/products', { token, key: once, body });
console.log('ok: it adds a product');
await until(
  'its stock is opened',
  async () =>
    (await call('GET', `/api/products/${id}`)).stock?.available === 12,
);
await until('a shopper finds it in the list', async () => {
  const { items } = await call('GET', `/api/products?vendorId=${vendor.id}`);
  return items.some((item) => item.id === id && item.stock.available === 12);
});
for (const path of [
  '/metrics',
  '/readyz',
  '/dapr/subscribe',
  '/actors/InventoryActor/x',
  '/events/x',
]) {
  const { status } = await fetch(`${API}${path}`);
  if (status !== 404)
    throw new Error(`${path} answered ${status} at the public door`);
}
console.log('ok: the inside is not to be seen');
