import { z } from 'zod';

export const OperatorSignIn = z.strictObject({
  key: z.string().min(1).max(200),
});
export const OperatorSession = z.object({
  accessToken: z.string(),
  expiresInSeconds: z.int(),
});
