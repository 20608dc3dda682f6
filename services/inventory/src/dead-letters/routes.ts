import type Router from '@koa/router';
import * as calls from '@souk/contracts/inventory/calls';
import type { VerifyToken } from '@souk/platform/auth/requires';
import { serve } from '@souk/platform/dapr/serve';
import { createRouter } from '@souk/platform/http/router';
import {
  drop,
  listDeadLetters,
  replay,
  type DeadLettersDeps,
} from './dead-letters';

export function deadLetterRoutes(
  deps: DeadLettersDeps,
  verify: VerifyToken,
): Router {
  const router = createRouter();

  serve(router, calls.listDeadLetters, verify, ({ query }) =>
    listDeadLetters(deps, query),
  );

  serve(router, calls.replayDeadLetter, verify, ({ params }) =>
    replay(deps, params.id),
  );

  serve(router, calls.dropDeadLetter, verify, ({ params, body, principal }) =>
    drop(deps, principal, { ...params, ...body }),
  );

  return router;
}
