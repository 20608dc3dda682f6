import { ServiceList } from '@souk/contracts/marketplace/services';
import { TraceId, TraceView } from '@souk/contracts/marketplace/traces';
import { z } from 'zod';
import type { Operation } from '../http/operation';

const tag = 'Operations';

export const watchOperations: Operation[] = [
  {
    method: 'get',
    path: '/api/operations/services',
    tag,
    caller: 'operator',
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
  {
    method: 'get',
    path: '/api/operations/traces/{traceId}',
    tag,
    caller: 'operator',
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
];
