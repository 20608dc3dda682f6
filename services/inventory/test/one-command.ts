import type { StockChange } from '@souk/contracts/inventory';
import type { Reply, Stock } from '../src/stock';
import type { Command } from '../src/stock-command';
import { takeTurn } from '../src/stock-turn';

/** A turn of one command. */
export function applyCommand(
  stock: Stock | undefined,
  command: Command,
  now: Date,
): { stock: Stock | undefined; reply: Reply; changes: StockChange[] } {
  const { replies, ...turn } = takeTurn(stock, [command], now);
  return { ...turn, reply: replies[0]! };
}
