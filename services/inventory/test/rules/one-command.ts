import type { StockChange } from '@souk/contracts/inventory/events';
import type { LedgerEntry } from '../../src/ledger/entry';
import { decide, pastOf } from '../../src/rules/past';
import { available, type Reply, type Stock } from '../../src/rules/stock';
import type { Command } from '../../src/rules/command';
import { takeTurn } from '../../src/rules/turn';

interface Applied {
  stock: Stock | undefined;
  reply: Reply;
  changes: StockChange[];
}

/** A turn of one command. */
export function applyCommand(
  stock: Stock | undefined,
  command: Command,
  now: Date,
): Applied {
  const { stock: next, replies, changes } = takeTurn(stock, [command], now);
  return { stock: next, reply: replies[0]!, changes };
}

/** Stock with its ledger, which decides what the stock has forgotten. */
export function withLedger(opened: Stock) {
  const ledger: LedgerEntry[] = [];
  const world = {
    stock: opened,
    ledger,
    /** The ledger has decided the last command. */
    decided: false,
    /** A turn without a command. */
    wait: (now: Date) => void take([], now),
    give(command: Command, now: Date): Reply {
      const reply = take([command], now)!;
      world.decided = false;
      if (
        reply.outcome === 'accepted' ||
        reply.reason !== 'forgotten' ||
        !('reservationId' in command)
      )
        return reply;
      world.decided = true;
      const past = pastOf(command.reservationId, ledger);
      const decided = decide(command, past, reply.version);
      return 'reply' in decided ? decided.reply : take([decided.again], now)!;
    },
  };
  const take = (commands: Command[], now: Date) => {
    const {
      stock: next,
      replies,
      changes,
    } = takeTurn(world.stock, commands, now);
    if (next && changes.length > 0) ledger.push(entryOf(next, changes));
    world.stock = next!;
    return replies[0];
  };
  return world;
}

const entryOf = (
  { productId, vendorId, version, changedAt, warehouses }: Stock,
  changes: StockChange[],
): LedgerEntry => ({
  productId,
  vendorId,
  version,
  operationId: '',
  at: changedAt,
  available: available(warehouses),
  changes,
});
