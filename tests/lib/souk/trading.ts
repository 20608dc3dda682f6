import { randomUUID } from 'node:crypto';
import { StockLevel } from '@souk/contracts/inventory/views';
import { Product } from '@souk/contracts/products/views';
import { mug, type VendorAccount } from './accounts';
import { chance } from './random';
import { api, type Answer, type Call } from './souk';

interface Put {
  onHand: number;
  /** The version of the stock in the answer; undefined when there was none. */
  version?: number;
}

export interface Traded {
  id: string;
  initial: number;
  puts: Put[];
}

/**
 * Clients that add products and set their stock while the marketplace is
 * disturbed.
 */
export interface Trading {
  products: Traded[];
  /** Calls acknowledged so far, by client. */
  acknowledged: number[];
  /** Calls that had no answer within the deadline. */
  hung: string[];
  /** Answers that are neither an acknowledgement nor a reason to retry. */
  refused: string[];
  /**
   * Lets each client finish its current call; afterwards every call with a key
   * is acknowledged.
   */
  stop(): Promise<void>;
}

const DEADLINE_MS = 20_000;
const BETWEEN_CALLS_MS = 40;
/** After that, clients only set the stock of their products. */
const PRODUCTS_PER_CLIENT = 12;

const pause = () =>
  new Promise((resolve) => setTimeout(resolve, BETWEEN_CALLS_MS));

/**
 * Each client uses its own products, so that it knows the last value it set.
 */
export function startTrading(vendor: VendorAccount, clients: number): Trading {
  const trading = {
    products: [] as Traded[],
    acknowledged: Array<number>(clients).fill(0),
    hung: [] as string[],
    refused: [] as string[],
  };
  let stopped = false;

  const attempt = async (
    method: string,
    path: string,
    call: Call,
  ): Promise<Answer | undefined> => {
    const started = Date.now();
    try {
      const answer = await api(method, path, {
        ...call,
        token: vendor.token,
        deadlineMs: DEADLINE_MS,
      });
      if (answer.status < 300) return answer;
      if (![429, 500, 502, 503, 504].includes(answer.status))
        trading.refused.push(
          `${answer.request}: ${answer.status} ${answer.text}`,
        );
    } catch {
      if (Date.now() - started >= DEADLINE_MS)
        trading.hung.push(`${method} ${path}`);
    }
    return undefined;
  };
  const addProduct = async (initial: number): Promise<Traded> => {
    const call = {
      headers: { 'idempotency-key': randomUUID() },
      body: {
        ...mug,
        name: `Traded ${initial}`,
        initialStock: [{ warehouseId: vendor.main, quantity: initial }],
      },
    };
    for (;;) {
      const answer = await attempt('POST', '/api/products', call);
      if (answer)
        return { id: Product.parse(answer.json).id, initial, puts: [] };
      await pause();
    }
  };
  const setStock = async (
    { id, puts }: Traded,
    onHand: number,
  ): Promise<boolean> => {
    const put: Put = { onHand };
    puts.push(put);
    const answer = await attempt(
      'PUT',
      `/api/products/${id}/stock/${vendor.main}`,
      { body: { onHand } },
    );
    if (answer) put.version = StockLevel.parse(answer.json).version;
    return answer !== undefined;
  };
  const trade = async (client: number) => {
    const next = chance(`client ${client}`);
    const own: Traded[] = [];
    let value = 1_000; // always a new value, so that the ledger identifies the call
    while (!stopped) {
      const product = own[next(PRODUCTS_PER_CLIENT)];
      let done = true;
      if (product) done = await setStock(product, (value += 1));
      else if (own.length < PRODUCTS_PER_CLIENT)
        trading.products.push((own[own.length] = await addProduct(next(100))));
      if (done) trading.acknowledged[client]! += 1;
      await pause();
    }
  };
  const all = Array.from({ length: clients }, (_, client) => trade(client));
  return {
    ...trading,
    async stop() {
      stopped = true;
      await Promise.all(all);
    },
  };
}
