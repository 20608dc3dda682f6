import {
  openBrowserSession,
  readSession,
} from '../../src/accounts/browser-sessions';
import { closeSession } from '../../src/accounts/sessions';
import { memorySessionStore } from '../../src/testing/accounts/memory-sessions';
import { ann, customers } from './customers';

const setup = () => customers(memorySessionStore());
const ended = { kind: 'invalid', slug: 'session-revoked' };

it('a session is read by its id, with the whole account', async () => {
  const { deps } = await setup();
  const opened = await openBrowserSession(deps, ann);
  expect(opened).toMatchObject({
    account: { id: 'ann', nickname: 'Ann' },
    sessionId: 's-1',
    validUntil: new Date('2026-02-01T03:04:05.006Z'),
  });
  expect(await readSession(deps, 's-1')).toEqual(opened);
});

it('a session ends when closed', async () => {
  const { deps } = await setup();
  await openBrowserSession(deps, ann);
  await closeSession(deps, 'ann', 's-1');
  await expect(readSession(deps, 's-1')).rejects.toMatchObject(ended);
});

it('a session ends with its account', async () => {
  const { deps } = await setup();
  await openBrowserSession(deps, ann);
  const accounts = { ...deps.accounts, find: async () => undefined };
  await expect(readSession({ ...deps, accounts }, 's-1')).rejects.toMatchObject(
    ended,
  );
});
