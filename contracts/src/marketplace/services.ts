import { z } from 'zod';

/** A service as seen by the marketplace; null means unknown. */
export const ServiceStatus = z.object({
  app: z.string(),
  up: z.boolean().nullable(),
  sidecarUp: z.boolean().nullable(),
  detail: z.string(),
});
export type ServiceStatus = z.infer<typeof ServiceStatus>;
export const ServiceList = z.object({ items: z.array(ServiceStatus) });
