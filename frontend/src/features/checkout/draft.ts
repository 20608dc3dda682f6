import { CHECKOUT_DRAFT } from '../../lib/session';
import { z } from 'zod';
import { type CheckoutForm, EMPTY } from './form';

const Texts = z.object(
  Object.fromEntries(
    Object.keys(EMPTY).map((name) => [name, z.string().catch('')]),
  ) as Record<keyof CheckoutForm, z.ZodCatch<z.ZodString>>,
);
const Draft = z.object({
  fields: Texts,
  /** The method chosen of each vendor. */
  shipping: z.record(z.string(), z.string()).catch({}),
});
export type Draft = z.infer<typeof Draft>;

/** What was entered in this tab, also before a reload or a sign-in. */
export function readDraft(): Draft {
  const nothing = { fields: EMPTY, shipping: {} };
  try {
    const kept = sessionStorage.getItem(CHECKOUT_DRAFT);
    return kept === null
      ? nothing
      : Draft.catch(nothing).parse(JSON.parse(kept));
  } catch {
    return nothing;
  }
}

export function keepDraft(draft: Draft): void {
  sessionStorage.setItem(CHECKOUT_DRAFT, JSON.stringify(draft));
}
