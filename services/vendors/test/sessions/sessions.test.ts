import { newKeyPem } from '@souk/platform/testing/identity';
import { vendorTokens } from '../../src/sessions/sessions';

it('signs tokens for the role vendor with the key of the vendors service', async () => {
  const read: string[] = [];
  const pem = newKeyPem();
  const tokens = vendorTokens({
    async get(name) {
      read.push(name);
      return pem;
    },
  });
  const token = await tokens.issue('id-1', 'id-2');
  expect(await tokens.verify(token)).toMatchObject({
    id: 'id-1',
    role: 'vendor',
    scopes: new Set(['vendor']),
    sessionId: 'id-2',
  });
  expect(read).toEqual(['vendors-signing-key']);
});
