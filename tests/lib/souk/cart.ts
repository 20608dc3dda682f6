import { CartView } from '@souk/contracts/marketplace/cart';
import { api, body, type Answer } from './souk';

/** A browser that keeps its cookies, without a session at first. */
export interface Shopper {
  send(method: string, path: string, sent?: unknown): Promise<Answer>;
  put(productId: string, quantity: number): Promise<CartView>;
  cart(): Promise<CartView>;
  /** The cookies it sends. */
  cookies: Map<string, string>;
}

export function shopper(cookies = new Map<string, string>()): Shopper {
  async function send(method: string, path: string, sent?: unknown) {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const answer = await api(method, path, {
      ...(cookie === '' ? {} : { headers: { cookie } }),
      ...(sent === undefined ? {} : { body: sent }),
    });
    const set = answer.headers['set-cookie'] ?? '';
    for (const [, name = '', value = ''] of set.matchAll(
      /(__Host-[\w-]+)=([\w-]*);/g,
    ))
      cookies.set(name, value);
    return answer;
  }
  return {
    send,
    cookies,
    put: async (productId, quantity) =>
      body(
        await send('PUT', `/api/cart/lines/${productId}`, { quantity }),
        200,
        CartView,
      ),
    cart: async () => body(await send('GET', '/api/cart'), 200, CartView),
  };
}

export const linesOf = ({ parts }: CartView) =>
  parts.flatMap(({ vendors }) => vendors.flatMap(({ lines }) => lines));
