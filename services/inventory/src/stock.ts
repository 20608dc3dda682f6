import { Id, Instant, Quantity } from '@souk/contracts/fields';
import { OpeningStock } from '@souk/contracts/products';
import type { StockChange } from '@souk/contracts/inventory';
import { z } from 'zod';

const Count = z.int().min(0);

export const WarehouseStock = z.object({ warehouseId: Id, onHand: Count, reserved: Count });
export type WarehouseStock = z.infer<typeof WarehouseStock>;

/** Why a command was not carried out; nothing has changed then. */
const Refusal = z.enum(['not-open', 'not-owner', 'stale', 'below-reserved', 'over-limit', 'operation-reused']);
type Refusal = z.infer<typeof Refusal>;

const Accepted = z.object({ outcome: z.literal('accepted'), version: z.int().positive(), at: Instant, available: Count });
const Refused = z.object({ outcome: z.literal('refused'), reason: Refusal, version: Count });
export const Reply = z.discriminatedUnion('outcome', [Accepted, Refused]);
export type Reply = z.infer<typeof Reply>;

/** `asked` tells a repeated command from another one that took its id. */
const Operation = z.object({ id: z.string(), asked: z.string(), reply: Accepted });

/** The stock of one product. `version` counts the committed turns, from 1. */
export const Stock = z.object({
  productId: Id,
  vendorId: Id,
  version: z.int().positive(),
  changedAt: Instant,
  warehouses: z.array(WarehouseStock),
  /** Kept apart from the others, because opening must be recognised for ever. */
  opening: Accepted,
  /** The latest operations, oldest first. */
  operations: z.array(Operation),
});
export type Stock = z.infer<typeof Stock>;

const OpenCommand = z.object({
  kind: z.literal('open'),
  operationId: z.string(),
  productId: Id,
  vendorId: Id,
  lines: z.array(OpeningStock),
});
/** `receive` adds what has arrived; `set` states what was counted. */
const CountCommand = z.object({
  kind: z.enum(['receive', 'set']),
  operationId: z.string(),
  vendorId: Id,
  warehouseId: Id,
  quantity: Quantity,
  expectedVersion: Count.optional(),
});
type CountCommand = z.infer<typeof CountCommand>;
export const Command = z.discriminatedUnion('kind', [OpenCommand, CountCommand]);
export type Command = z.infer<typeof Command>;

/** What a command came to. Without changes there is nothing to store. */
export interface Turn {
  stock: Stock | undefined;
  reply: Reply;
  changes: StockChange[];
}

/**
 * How many operations are remembered. A command repeated after that many others is a new one: `set` then states its
 * count again, `receive` adds again, and either is refused as stale when it names the version it was made from.
 */
export const REMEMBERED_OPERATIONS = 200;
export const MAX_ON_HAND = 1_000_000_000;

/** The warehouse's new on hand. A command that is not written here does not exist. */
const ON_HAND: Record<CountCommand['kind'], (before: number, quantity: number) => number> = {
  receive: (before, quantity) => before + quantity,
  set: (_before, quantity) => quantity,
};
const CHANGE = { receive: 'received', set: 'set' } as const;

/**
 * The rules of stock. The same operation id again returns the first reply and changes nothing. A refusal is a reply;
 * it is not remembered, so a command refused once may be accepted later.
 */
export function applyCommand(stock: Stock | undefined, command: Command, now: Date): Turn {
  if (command.kind === 'open') return open(stock, command, now);
  if (!stock) return refused(undefined, 'not-open');
  if (command.vendorId !== stock.vendorId) return refused(stock, 'not-owner');
  const asked = `${command.kind} ${command.warehouseId} ${command.quantity}`;
  const known = stock.operations.find((operation) => operation.id === command.operationId);
  if (known) return known.asked === asked ? { stock, reply: known.reply, changes: [] } : refused(stock, 'operation-reused');
  if (command.expectedVersion !== undefined && command.expectedVersion !== stock.version) return refused(stock, 'stale');

  const before = stock.warehouses.find(({ warehouseId }) => warehouseId === command.warehouseId);
  const onHand = { before: before?.onHand ?? 0, after: ON_HAND[command.kind](before?.onHand ?? 0, command.quantity) };
  const reserved = before?.reserved ?? 0;
  if (onHand.after < reserved) return refused(stock, 'below-reserved');
  if (onHand.after > MAX_ON_HAND) return refused(stock, 'over-limit');

  const level = { warehouseId: command.warehouseId, onHand: onHand.after, reserved };
  const warehouses = before ? stock.warehouses.map((other) => (other === before ? level : other)) : [...stock.warehouses, level];
  const reply = accepted(stock.version + 1, warehouses, now);
  const operations = [...stock.operations, { id: command.operationId, asked, reply }].slice(-REMEMBERED_OPERATIONS);
  return {
    stock: { ...stock, version: reply.version, changedAt: reply.at, warehouses, operations },
    reply,
    changes: [
      { kind: CHANGE[command.kind], warehouseId: command.warehouseId, onHand, reserved: { before: reserved, after: reserved } },
    ],
  };
}

// Stock is opened once: whoever asks again, by event or by call, gets the reply the first one got.
function open(stock: Stock | undefined, { productId, vendorId, lines }: z.infer<typeof OpenCommand>, now: Date): Turn {
  if (stock) return stock.vendorId === vendorId ? { stock, reply: stock.opening, changes: [] } : refused(stock, 'not-owner');
  const quantities = new Map<string, number>();
  for (const { warehouseId, quantity } of lines) quantities.set(warehouseId, (quantities.get(warehouseId) ?? 0) + quantity);
  const warehouses = [...quantities].map(([warehouseId, onHand]) => ({ warehouseId, onHand, reserved: 0 }));
  if (warehouses.some(({ onHand }) => onHand > MAX_ON_HAND)) return refused(undefined, 'over-limit');
  const opening = accepted(1, warehouses, now);
  return {
    stock: { productId, vendorId, version: 1, changedAt: opening.at, warehouses, opening, operations: [] },
    reply: opening,
    changes: warehouses.map(({ warehouseId, onHand }) => ({
      kind: 'opened',
      warehouseId,
      onHand: { before: 0, after: onHand },
      reserved: { before: 0, after: 0 },
    })),
  };
}

const accepted = (version: number, warehouses: WarehouseStock[], now: Date) =>
  ({ outcome: 'accepted', version, at: now.toISOString(), available: available(warehouses) }) as const;

const refused = (stock: Stock | undefined, reason: Refusal): Turn => ({
  stock,
  reply: { outcome: 'refused', reason, version: stock?.version ?? 0 },
  changes: [],
});

export const available = (warehouses: WarehouseStock[]): number =>
  warehouses.reduce((sum, { onHand, reserved }) => sum + onHand - reserved, 0);
