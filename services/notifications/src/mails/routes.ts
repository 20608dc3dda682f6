import type Router from '@koa/router';
import * as calls from '@souk/contracts/notifications/calls';
import type { VerifyToken } from '@souk/platform/auth/requires';
import { serve } from '@souk/platform/dapr/serve';
import { createRouter } from '@souk/platform/http/router';
import {
  listMails,
  listOwnMails,
  readMail,
  resendMail,
  type MailsDeps,
} from './mails';

export function mailRoutes(deps: MailsDeps, verify: VerifyToken): Router {
  const router = createRouter();

  serve(router, calls.listMails, verify, ({ query }) => listMails(deps, query));

  serve(router, calls.listOwnMails, verify, ({ principal }) =>
    listOwnMails(deps, principal.id),
  );

  serve(router, calls.readMail, verify, ({ params }) =>
    readMail(deps, params.id),
  );

  serve(router, calls.resendMail, verify, ({ params }) =>
    resendMail(deps, params.id),
  );

  return router;
}
