import * as customers from '@souk/contracts/customers/calls';
import { listOwnMails } from '@souk/contracts/notifications/calls';
import { exportCart } from '@souk/contracts/orders/calls';
import { customerCartId } from '@souk/contracts/orders/carts';
import type { Principal } from '@souk/platform/auth/principal';
import type { Ask } from '@souk/platform/dapr/ask';
import { strToU8, zipSync } from 'fflate';

/**
 * A zip of JSON files with all that any service knows of a customer. Never a
 * part of it.
 * @throws AppError `dependency-unavailable` when a service is away.
 */
export async function exportOf(ask: Ask, as: Principal): Promise<Buffer> {
  const params = { cartId: customerCartId(as.id) };
  const [own, cart, { items: mails }] = await Promise.all([
    ask(customers.exportOwnAccount, { as }),
    ask(exportCart, { params, as }),
    ask(listOwnMails, { as }),
  ]);
  const files = Object.entries({ ...own, mails, cart }).map(
    ([name, content]) => [
      `${name}.json`,
      strToU8(JSON.stringify(content, null, 2)),
    ],
  );
  return Buffer.from(
    zipSync(Object.fromEntries(files) as Record<string, Uint8Array>),
  );
}
