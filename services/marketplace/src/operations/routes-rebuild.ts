import { rebuildRequested } from '@souk/contracts/marketplace/events';
import type { Publish } from '@souk/platform/dapr/publish';
import { v7 as newId } from 'uuid';
import { publicRoutes } from '../http/public-routes';

export interface RebuildRoutesDeps {
  /** Publishes to every replica of the marketplace. */
  publish: Publish;
  now: () => Date;
}

export const rebuildRoutes = publicRoutes<RebuildRoutesDeps>();

rebuildRoutes.serve(
  {
    method: 'post',
    path: '/api/operations/catalogue/rebuild',
    tag: 'Operations',
    caller: 'operator',
    scope: 'operations:write',
    summary: 'Copy the whole catalogue from its owners again',
    description:
      'Every replica does; the catalogue is served meanwhile. A rebuild that is under way begins again.',
    answers: [{ status: 204, description: 'The replicas have been told' }],
    problems: ['dependency-unavailable'],
  },
  async ({ publish, now }, { principal }) => {
    const { topic } = rebuildRequested;
    const data = { by: principal.id };
    await publish({ id: newId(), topic, data, time: now().toISOString() });
  },
);
