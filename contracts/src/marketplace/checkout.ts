import { z } from 'zod';
import { Quote, QuotePart } from '../orders/quotes';
import { VendorSummary } from '../vendors/views';

/** A quote with the names of its vendors. */
export const QuoteView = Quote.extend({
  parts: z.array(
    QuotePart.omit({ vendorId: true }).extend({ vendor: VendorSummary }),
  ),
});
export type QuoteView = z.infer<typeof QuoteView>;
