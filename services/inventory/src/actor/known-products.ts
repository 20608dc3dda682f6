import { knownIds } from '@souk/platform/actors/known-ids';
import type { StateStore } from '@souk/platform/dapr/state';
import { z } from 'zod';
import { takeTurn } from '../rules/turn';
import type { Answer, StockActors } from './client';
import { documentKey } from './document';

export interface KnownProductsDeps {
  stock: StockActors;
  state: Pick<StateStore, 'get'>;
  now: () => Date;
}

/**
 * The actors of the products whose stock was opened. For any other id the
 * answer is the same as its actor would give, and no actor is activated.
 */
export function knownProducts({
  stock,
  state,
  now,
}: KnownProductsDeps): StockActors {
  const known = knownIds(
    async (id) => (await state.get(documentKey(id), z.unknown())) !== undefined,
  );
  return {
    ...stock,
    async apply(productId, command): Promise<Answer> {
      if (command.kind === 'open' || (await known.has(productId)))
        return stock.apply(productId, command);
      const [reply] = takeTurn(undefined, [command], now()).replies;
      if (!reply) throw new Error('A command without a reply');
      return { reply, level: null };
    },
    level: async (productId) =>
      (await known.has(productId)) ? stock.level(productId) : null,
  };
}
