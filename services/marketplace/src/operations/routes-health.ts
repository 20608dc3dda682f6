import { ServiceList } from '@souk/contracts/marketplace/services';
import { TraceId, TraceView } from '@souk/contracts/marketplace/traces';
import { z } from 'zod';
import { publicRoutes } from '../http/public-routes';
import { serviceStatuses, type ServicesDeps } from './services-status';
import { readTrace, type FindSpans } from './traces';

export interface HealthRoutesDeps extends ServicesDeps {
  /** Undefined where no trace store is configured. */
  findSpans: FindSpans | undefined;
}

const tag = 'Operations';

/** What operators look at when something is wrong. */
export const healthRoutes = publicRoutes<HealthRoutesDeps>();

healthRoutes.serve(
  {
    method: 'get',
    path: '/api/operations/services',
    tag,
    caller: 'operator',
    scope: 'operations:read',
    summary: 'Which services and sidecars are up',
    description:
      'Each is asked through both sidecars. `up` is null when nobody could ask.',
    answers: [
      {
        status: 200,
        description: 'One line for each service',
        schema: ServiceList,
      },
    ],
  },
  async (services) => ({ items: await serviceStatuses(services) }),
);

healthRoutes.serve(
  {
    method: 'get',
    path: '/api/operations/traces/{traceId}',
    tag,
    caller: 'operator',
    scope: 'operations:read',
    summary: 'One request over every hop',
    description:
      'By the `x-trace-id` of an answer or the `traceId` of a problem. Spans arrive a second or two late.',
    params: z.object({ traceId: TraceId }),
    answers: [
      {
        status: 200,
        description: 'Its spans by their start',
        schema: TraceView,
      },
    ],
    problems: [
      'trace-not-found',
      'tracing-not-configured',
      'dependency-unavailable',
    ],
  },
  ({ findSpans }, { params }) => readTrace(findSpans, params.traceId),
);
