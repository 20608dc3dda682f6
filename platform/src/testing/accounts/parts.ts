import type { SigningKeys } from '../../auth/keys';
import { mailTokens } from '../../mails/tokens';
import { memoryMailStore } from './memory-mails';
import { memorySessionStore } from './memory-sessions';
import { memoryTries } from './memory-tries';

/** What a service with accounts keeps beside them, in memory. */
export const memoryAccountParts = (keys: () => Promise<SigningKeys>) => ({
  sessions: memorySessionStore(),
  mails: memoryMailStore(),
  mailTokens: mailTokens(keys),
  tries: memoryTries(),
});
