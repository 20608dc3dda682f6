import type { StockChange } from '@souk/contracts/inventory/events';
import { count, MAX_ON_HAND } from './count';
import { find, reservation } from './reservation';
import { expire } from './replay';
import {
  available,
  type Refusal,
  type Refused,
  type Reply,
  type Stock,
} from './stock';
import type { Command, ListingCommand, OpenCommand } from './command';
import { NO_MEMORY, type RecordChanges } from './memory';
import { accepted, draftOf, refused, type Draft } from './draft';

/**
 * The result of a turn, with one reply per command in order. When `stock` is
 * the same object as before, there is nothing to store.
 */
export interface Turn {
  stock: Stock | undefined;
  replies: Reply[];
  changes: StockChange[];
  /** The records of the memory that are new or gone. */
  records: RecordChanges;
}

/**
 * The rules of stock: applies a batch of commands in order, as one version at
 * one time. Expired reservations are given back first, unless that is left to a
 * later turn. A refusal is a reply.
 */
export function takeTurn(
  stock: Stock | undefined,
  commands: Command[],
  now: Date,
  giveBack = true,
): Turn {
  let draft = stock && draftOf(stock, now);
  if (draft && giveBack) expire(draft);
  let opened: StockChange[] = [];
  const replies = commands.map((command): Reply => {
    if (draft) return onOpen(draft, command);
    if (command.kind !== 'open')
      return notOpen(
        'reservationId' in command ? 'unknown-product' : 'not-open',
      );
    const first = open(command, now);
    if (!('stock' in first)) return first.reply;
    opened = first.changes;
    // Commands after the opening belong to the same version.
    draft = {
      ...draftOf(first.stock, now),
      version: first.stock.version,
      dirty: true,
    };
    return first.reply;
  });
  if (!draft?.dirty)
    return {
      stock,
      replies,
      changes: [],
      records: { kept: new Set(), forgotten: new Set() },
    };
  const { memory } = draft;
  return {
    stock: { ...draft.stock, memory: memory.done() },
    replies,
    changes: [...opened, ...draft.changes],
    records: memory.records(),
  };
}

function onOpen(draft: Draft, command: Command): Reply {
  switch (command.kind) {
    case 'open':
      // Stock is opened once: a repeated opening, by event or call, gets the
      // first reply.
      return draft.stock.vendorId === command.vendorId
        ? draft.stock.opening
        : refused(draft, 'not-owner');
    case 'receive':
    case 'set':
    case 'repair':
      return count(draft, command);
    case 'listing':
      return listing(draft, command);
    case 'find':
      return find(draft, command);
    default:
      return reservation(draft, command);
  }
}

/**
 * What was said earlier than what is known, or by another vendor, changes
 * nothing. The stock keeps its version, for no unit moves.
 */
function listing(
  draft: Draft,
  { vendorId, archived, version }: ListingCommand,
): Reply {
  const { stock } = draft;
  if (stock.vendorId !== vendorId) return refused(draft, 'not-owner');
  if ((stock.listing?.version ?? 0) < version) {
    const next = { ...stock.listing, archived, version };
    draft.stock = { ...stock, listing: next };
    draft.dirty = true;
  }
  return accepted(draft);
}

function open(
  { operationId, productId, vendorId, lines }: OpenCommand,
  now: Date,
): Opening {
  const quantities = new Map<string, number>();
  for (const { warehouseId, quantity } of lines)
    quantities.set(warehouseId, (quantities.get(warehouseId) ?? 0) + quantity);
  const warehouses = [...quantities].map(([warehouseId, onHand]) => ({
    warehouseId,
    onHand,
    reserved: 0,
  }));
  if (warehouses.some(({ onHand }) => onHand > MAX_ON_HAND))
    return { reply: notOpen('over-limit') };
  const at = now.toISOString();
  const reply = {
    outcome: 'accepted',
    version: 1,
    at,
    available: available(warehouses),
  } as const;
  return {
    reply,
    stock: {
      productId,
      vendorId,
      version: 1,
      changedAt: at,
      warehouses,
      opening: reply,
      ...NOTHING_YET,
      forgotten: { version: 0, at: new Date(0).toISOString() },
    },
    changes: warehouses.map(({ warehouseId, onHand }) => ({
      kind: 'opened',
      warehouseId,
      onHand: { before: 0, after: onHand },
      reserved: { before: 0, after: 0 },
      operationId,
    })),
  };
}

type Opening =
  { reply: Refused } | { reply: Reply; stock: Stock; changes: StockChange[] };
const NOTHING_YET = { operations: [], memory: NO_MEMORY };
const notOpen = (reason: Refusal): Refused => ({
  outcome: 'refused',
  reason,
  version: 0,
});
