import { StockChange, stockChanged } from '@souk/contracts/inventory/events';
import type { LedgerEntry } from '../../src/ledger/entry';
import type { World } from './world';

/**
 * Checks that every committed change is in the ledger and the level view, and
 * was published.
 */
export async function checkPublished(
  { ledger, levels, published, received: heard }: World,
  productIds: string[],
): Promise<string[]> {
  const problems: string[] = [];
  for (const { event, inLedger } of published) {
    if (!inLedger)
      problems.push(`${event.id} was published before it was in the ledger`);
  }
  const facts = heard.map(({ data }) => stockChanged.data.parse(data));
  for (const productId of productIds) {
    const entries = (await ledger.entries(productId)).map((entry) =>
      stockChanged.data.parse(entry),
    );
    problems.push(
      ...facts
        .filter((fact) => fact.productId === productId)
        .flatMap((fact) => wrongEvent(fact, entries)),
      ...missingEvents(
        entries,
        facts.filter((fact) => fact.productId === productId),
      ),
    );
    const [level] = await levels.of([productId]);
    const last = entries.at(-1);
    if (
      level?.version === last?.version &&
      level?.available === last?.available
    )
      continue;
    problems.push(
      `the level view of ${productId} shows version ${level?.version ?? 'none'}, the last is ${last?.version ?? 'none'}`,
    );
  }
  return problems;
}

// Fields in the order of the contract, like those from the bus.
const stockChange = (change: StockChange) => StockChange.parse(change);

/** An event may cover several turns; it then lists their changes in order. */
function wrongEvent(fact: LedgerEntry, entries: LedgerEntry[]): string[] {
  const { productId, version, fromVersion = version } = fact;
  const own = entries.filter(
    (entry) => entry.version >= fromVersion && entry.version <= version,
  );
  const changes = own.flatMap((entry) =>
    entry.changes.map((change) =>
      fromVersion === version
        ? change
        : stockChange({ ...change, version: entry.version }),
    ),
  );
  const same =
    JSON.stringify(fact.changes) === JSON.stringify(changes) &&
    fact.available === own.at(-1)?.available;
  return same
    ? []
    : [
        `versions ${fromVersion} to ${version} of ${productId} were published differently from the ledger`,
      ];
}

const missingEvents = (
  entries: LedgerEntry[],
  facts: LedgerEntry[],
): string[] =>
  entries
    .filter(
      ({ version }) =>
        !facts.some(
          (fact) =>
            (fact.fromVersion ?? fact.version) <= version &&
            version <= fact.version,
        ),
    )
    .map(
      ({ version, productId }) =>
        `version ${version} of ${productId} was not published`,
    );
