import { AppError } from '@souk/platform/http/errors';
import type { Answer, StockActors } from '../actor/client';
import type { StockLedger } from '../ledger/store';
import type { FindCommand, ReservationCommand } from '../rules/command';
import { decide, pastOf } from '../rules/past';

export interface ReservationsDeps {
  stock: Pick<StockActors, 'apply'>;
  ledger: Pick<StockLedger, 'about'>;
}

/** How often the ledger is asked while others use the same reservation. */
const MOST_LOOKS = 3;

/**
 * The answer of the actor; on a reservation that it has forgotten, as the
 * ledger has it. What the actor has not published yet counts as the ledger.
 * @throws AppError `dependency-unavailable` when the ledger cannot be read.
 */
export async function settled(
  { stock, ledger }: ReservationsDeps,
  productId: string,
  asked: ReservationCommand | FindCommand,
): Promise<Answer> {
  let command = asked;
  for (let looks = 0; looks <= MOST_LOOKS; looks++) {
    const answer = await stock.apply(productId, command);
    const { reply, waiting = [] } = answer;
    if (reply.outcome === 'accepted' || reply.reason !== 'forgotten')
      return answer;
    const { reservationId } = command;
    const entries = await ledger.about(productId, [reservationId]);
    const past = pastOf(reservationId, [...entries, ...waiting]);
    // It began after the actor had answered, which remembers it by now.
    if (past && past.version > reply.version) continue;
    const decided = decide(command, past, reply.version);
    if ('reply' in decided) return { ...answer, reply: decided.reply };
    command = decided.again;
  }
  throw new AppError(
    'unavailable',
    'dependency-unavailable',
    'The reservation is in use',
  );
}
