import type { StockChange } from '@souk/contracts/inventory/events';
import type { Reply, Stock } from '../../src/rules/stock';
import type { Command } from '../../src/rules/command';
import { takeTurn } from '../../src/rules/turn';

/** A turn of one command. */
export function applyCommand(
  stock: Stock | undefined,
  command: Command,
  now: Date,
): { stock: Stock | undefined; reply: Reply; changes: StockChange[] } {
  const { stock: next, replies, changes } = takeTurn(stock, [command], now);
  return { stock: next, reply: replies[0]!, changes };
}
