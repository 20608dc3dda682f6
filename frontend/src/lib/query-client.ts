import { QueryClient } from '@tanstack/react-query';
import { isTransient } from './problem';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (failures, error) => failures < 2 && isTransient(error),
      retryDelay: (attempt) => Math.min(4_000, 400 * 2 ** attempt),
    },
  },
});
