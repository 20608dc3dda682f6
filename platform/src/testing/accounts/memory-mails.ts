import type { Fact } from '@souk/contracts/event';
import {
  requestOf,
  type MailRequest,
  type MailRequestDocument,
  type MailRequestStore,
} from '../../mails/requests-store';
import { memoryDocuments } from '../memory-documents';

/** Mail requests in memory, and all events saved with them, in order. */
export function memoryMailStore(): MailRequestStore & {
  all: () => MailRequest[];
  facts: Fact[];
} {
  const documents = memoryDocuments<MailRequestDocument>();
  const all = () => documents.all().map(requestOf);
  return {
    all,
    facts: documents.facts,
    async find(id) {
      const found = await documents.find(id);
      return found && requestOf(found);
    },
    add: ({ id, ...fields }, ...facts) => documents.insert(id, fields, facts),
    countOf: async (to, template, since) =>
      all().filter(
        (one) =>
          one.to === to && one.template === template && one.createdAt > since,
      ).length,
    ofAccount: async (accountId) =>
      all()
        .filter((one) => one.accountId === accountId)
        .reverse(),
    removeOf: async (accountId, to) =>
      documents.removeAll(
        (one) => one.accountId === accountId || one.to === to,
      ),
  };
}
