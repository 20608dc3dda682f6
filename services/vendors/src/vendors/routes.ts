import type Router from '@koa/router';
import * as calls from '@souk/contracts/vendors/calls';
import type { VerifyToken } from '@souk/platform/auth/requires';
import { serve } from '@souk/platform/dapr/serve';
import type { MailsDeps } from '@souk/platform/mails/mails';
import { createRouter } from '@souk/platform/http/router';
import { readMailRequest } from './mail-requests';
import {
  getOwnAccount,
  getVendor,
  listVendors,
  registerVendor,
  type VendorsDeps,
} from './vendors';

export function vendorRoutes(
  deps: VendorsDeps & MailsDeps,
  verify: VerifyToken,
): Router {
  const router = createRouter();

  serve(router, calls.registerVendor, verify, ({ headers, body }) =>
    registerVendor(deps, body, headers['idempotency-key']),
  );

  serve(router, calls.readOwnAccount, verify, ({ principal }) =>
    getOwnAccount(deps, principal.id),
  );

  serve(router, calls.readVendor, verify, ({ params }) =>
    getVendor(deps, params.id),
  );

  serve(router, calls.listVendors, verify, ({ query }) =>
    listVendors(deps, query.after, query.limit),
  );

  serve(router, calls.digestVendors, verify, ({ query }) =>
    deps.vendors.digest(query),
  );

  serve(router, calls.readMailRequest, verify, ({ params }) =>
    readMailRequest(deps, params.requestId),
  );

  return router;
}
