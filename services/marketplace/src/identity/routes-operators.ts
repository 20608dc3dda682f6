import {
  OperatorSession,
  OperatorSignIn,
} from '@souk/contracts/marketplace/operators';
import type { RateLimits } from '../http/admission';
import { publicRoutes } from '../http/public-routes';
import type { OwnKeys } from './keys';
import { signInOperator } from './operators';

export interface OperatorRoutesDeps {
  keys: OwnKeys;
  limits: RateLimits;
}

export const operatorRoutes = publicRoutes<OperatorRoutesDeps>();

operatorRoutes.serve(
  {
    method: 'post',
    path: '/api/operators/sessions',
    tag: 'Operations',
    caller: 'anyone',
    summary: 'Sign in as an operator',
    description:
      'With the key made at the first start. Limited for each address.',
    body: { schema: OperatorSignIn, example: { key: 'the operator key' } },
    answers: [
      {
        status: 201,
        description: 'A token of some minutes',
        schema: OperatorSession,
      },
    ],
    problems: [
      'wrong-credentials',
      'too-many-requests',
      'dependency-unavailable',
    ],
  },
  ({ limits }, ctx) => limits.signInFrom(ctx.ip),
  async ({ keys, limits }, { body }, ctx) => {
    await limits.signInTo('operator', ctx.ip);
    return signInOperator(keys, body.key);
  },
);
