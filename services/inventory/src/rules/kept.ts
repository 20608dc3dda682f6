import { z } from 'zod';

/**
 * A stored object. Fields it has from a newer version are kept when this one
 * writes it again; the type has only those that are known here.
 */
export const kept = <S extends z.ZodRawShape>(shape: S): z.ZodObject<S> =>
  z.looseObject(shape);
