import { z } from 'zod';

/**
 * A problem document (RFC 9457). `type` is `/problems/<slug>`; `errors` lists
 * every invalid field.
 */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  instance: z.string(),
  traceId: z.string().optional(),
  errors: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .optional(),
});
