import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, render, screen } from '@testing-library/react';
import { useQuery } from '@tanstack/react-query';
import { StockEditor } from '../src/features/own-products/stock/stock-editor';
import { productQuery } from '../src/features/product/queries';
import { StockLine } from '../src/features/product/stock-line';
import { api } from '../src/lib/api';
import { liveInterval } from '../src/lib/live';
import { ProblemError } from '../src/lib/problem';

jest.mock('../src/lib/api', () => ({
  api: { GET: jest.fn() },
  answered: (call: Promise<unknown>) => call,
}));

const get = api.GET as unknown as jest.Mock<Promise<unknown>, [string]>;
const unavailable = () =>
  new ProblemError(503, { type: '/problems/dependency-unavailable' });

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const shown = (component: React.ReactElement) =>
  render(
    <QueryClientProvider
      client={
        new QueryClient({ defaultOptions: { queries: { retry: false } } })
      }
    >
      {component}
    </QueryClientProvider>,
  );
const pass = (ms: number) => act(() => jest.advanceTimersByTimeAsync(ms));

function ShopStock() {
  const { data, isError, dataUpdatedAt } = useQuery(productQuery('p'));
  if (!data) return null;
  const since = isError ? dataUpdatedAt : undefined;
  return (
    <StockLine stock={data.stock} problem={undefined} outdatedSince={since} />
  );
}

const warehouse = (available: number) => ({
  warehouseId: 'main',
  name: 'Main',
  onHand: available,
  reserved: 0,
  available,
});
const level = (available: number) => ({
  version: 1,
  available,
  warehouses: [warehouse(available)],
});

test.each([
  [
    'the shop',
    <ShopStock key="shop" />,
    (available: number) => ({ stock: level(available) }),
    (available: number) => screen.getByText(`${available} in stock`),
  ],
  [
    'the console',
    <StockEditor key="console" productId="p" />,
    level,
    (available: number) => screen.getByDisplayValue(String(available)),
  ],
])(
  'after a failure %s says that its stock is old, and goes on asking',
  async (_where, component, answer, figure) => {
    let down = false;
    let available = 40;
    get.mockImplementation(async (path) => {
      if (path.endsWith('/warehouses')) return { items: [] };
      if (down) throw unavailable();
      return answer(available);
    });
    shown(component);
    await pass(0);
    expect(figure(40)).toBeTruthy();
    expect(screen.queryByRole('status')).toBeNull();

    down = true;
    await pass(5_000);
    expect(figure(40)).toBeTruthy();
    expect(screen.getByRole('status').textContent).toContain(
      'Not updated since',
    );

    down = false;
    available = 30;
    await pass(15_000);
    expect(figure(30)).toBeTruthy();
    expect(screen.queryByRole('status')).toBeNull();
  },
);

test('a live figure is asked for at growing pauses, and no longer once it is gone', () => {
  const failed = (error: unknown, seconds: number) =>
    liveInterval({
      state: {
        status: 'error',
        error,
        dataUpdatedAt: 10_000,
        errorUpdatedAt: 10_000 + seconds * 1_000,
      },
    });
  expect([0, 2, 4, 8, 60].map((s) => failed(unavailable(), s))).toEqual([
    1_000, 2_000, 4_000, 8_000, 15_000,
  ]);
  expect(failed(new ProblemError(404, {}), 2)).toBe(false);
});
