import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schemas } from '../../lib/api';
import { queryClient } from '../../lib/query-client';

export type Quote = Schemas['QuoteView'];
export type QuotePart = Quote['parts'][number];

export interface QuoteAsked {
  currency: string;
  /** Undefined until the address says it; then nothing is asked. */
  shipTo: { country: string; region?: string } | undefined;
  /** The method chosen of each vendor. */
  shipping: Record<string, string>;
  /** A changed cart is quoted anew. */
  cartVersion: number;
}

interface Shown {
  quote: Quote;
  /** The total of the last quote of the same, if it was another one. */
  totalBefore?: number;
}

/** A quote is asked for anew when it has a minute left. */
const RENEW_BEFORE_MS = 60_000;
/** And when something stands against it, which may have ended. */
const RETRY_MS = 30_000;

/** What it costs now, renewed before the quote ends. */
export const quoteQuery = ({
  currency,
  shipTo,
  shipping,
  cartVersion,
}: QuoteAsked) => {
  const queryKey = ['quote', currency, shipTo, shipping, cartVersion] as const;
  return queryOptions({
    queryKey,
    enabled: shipTo !== undefined,
    queryFn: async ({ signal }): Promise<Shown> => {
      if (!shipTo) throw new Error('There is no country to deliver to');
      const last = queryClient.getQueryData<Shown>(queryKey);
      const quote = await answered(
        api.POST('/api/checkout/quotes', {
          body: { cart: true, currency, shipTo, shipping },
          signal,
        }),
      );
      return last === undefined || last.quote.totalMinor === quote.totalMinor
        ? { quote }
        : { quote, totalBefore: last.quote.totalMinor };
    },
    // Coming back to the page asks again: prices and stock move.
    staleTime: 0,
    gcTime: 60_000,
    refetchInterval: ({ state }) =>
      state.data?.quote.expiresAt
        ? Math.max(
            RETRY_MS,
            Date.parse(state.data.quote.expiresAt) -
              Date.now() -
              RENEW_BEFORE_MS,
          )
        : RETRY_MS,
  });
};
