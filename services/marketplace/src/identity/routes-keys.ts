import { Jwks } from '@souk/platform/auth/keys';
import { publicRoutes } from '../http/public-routes';
import type { OwnKeys } from './keys';

export const keyRoutes = publicRoutes<Pick<OwnKeys, 'signing'>>();

keyRoutes.serve(
  {
    method: 'get',
    path: '/.well-known/jwks.json',
    tag: 'Documents',
    caller: 'anyone',
    summary: 'The public keys our tokens are verified with',
    answers: [{ status: 200, description: 'A JSON Web Key Set', schema: Jwks }],
    cacheControl: 'public, max-age=60',
    problems: ['dependency-unavailable'],
  },
  async ({ signing }) => (await signing()).jwks,
);
