import type { Fact } from '@souk/contracts/event';
import {
  type SessionDocument,
  sessionsIn,
  type SessionStore,
} from '../../accounts/store';
import { memoryDocuments } from '../memory-documents';

/** Sessions in memory, and all events saved with them, in order. */
export function memorySessionStore(): SessionStore & { facts: Fact[] } {
  const documents = memoryDocuments<SessionDocument<'accountId'>>();
  const store = sessionsIn(documents, {
    ownerField: 'accountId',
    ofOwner: async (accountId, ended) =>
      documents
        .all()
        .filter(
          (one) => one.accountId === accountId && (ended || !one.revokedAt),
        )
        .reverse(),
  });
  return {
    ...store,
    facts: documents.facts,
    removeOf: async (accountId) =>
      documents.removeAll((one) => one.accountId === accountId),
  };
}
