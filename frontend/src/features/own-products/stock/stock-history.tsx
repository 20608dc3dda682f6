import { useQuery } from '@tanstack/react-query';
import {
  Area,
  AreaChart,
  CartesianGrid,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { ProblemNote } from '../../../components/ui/notice';
import { Skeleton } from '../../../components/ui/skeleton';
import { changeText, pointsOf } from './history-points';
import { historyQuery, type History } from '../api/queries';
import { warehousesQuery } from '../../../lib/warehouses';

const day = new Intl.DateTimeFormat('en', {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});
const full = new Intl.DateTimeFormat('en', {
  dateStyle: 'medium',
  timeStyle: 'medium',
});
const SHOWN = 12;

/** The stock over time, from its ledger, as a chart and as a list. */
export default function StockHistory({ productId }: { productId: string }) {
  const history = useQuery(historyQuery(productId));
  if (history.isError)
    return (
      <ProblemNote error={history.error} retry={() => void history.refetch()} />
    );
  if (!history.data) return <Skeleton className="h-64 w-full" />;
  const { items } = history.data;
  return (
    <>
      {items.length > 1 && <Chart items={items} />}
      <Entries items={items.slice(0, SHOWN)} />
    </>
  );
}

function Chart({ items }: { items: readonly History[] }) {
  return (
    <div aria-hidden className="h-56">
      <ResponsiveContainer width="100%" height="100%">
        <AreaChart
          data={pointsOf(items)}
          margin={{ top: 8, right: 8, bottom: 0, left: -18 }}
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="at"
            type="number"
            scale="time"
            domain={['dataMin', 'dataMax']}
            tickFormatter={(at: number) => day.format(at)}
            minTickGap={60}
            stroke="var(--quiet)"
            fontSize={12}
          />
          <YAxis allowDecimals={false} stroke="var(--quiet)" fontSize={12} />
          <Tooltip
            isAnimationActive={false}
            labelFormatter={(at) => full.format(Number(at))}
            contentStyle={{
              background: 'var(--surface)',
              border: '1px solid var(--line)',
              borderRadius: 10,
            }}
          />
          <Area
            type="stepAfter"
            dataKey="onHand"
            name="on hand"
            stroke="var(--edge)"
            fill="none"
            strokeDasharray="4 4"
            isAnimationActive={false}
          />
          <Area
            type="stepAfter"
            dataKey="available"
            name="available"
            stroke="var(--accent)"
            strokeWidth={2}
            fill="var(--soft)"
            isAnimationActive={false}
          />
        </AreaChart>
      </ResponsiveContainer>
    </div>
  );
}

function Entries({ items }: { items: readonly History[] }) {
  const { data } = useQuery(warehousesQuery);
  const nameOf = (id: string) =>
    data?.items.find((warehouse) => warehouse.id === id)?.name ?? id;
  return (
    <ol className="mt-4 divide-y divide-line text-sm">
      {items.map(({ version, at, available, changes }) => (
        <li
          key={version}
          className="flex flex-wrap justify-between gap-x-4 py-2"
        >
          <span>
            {changes.map((change, n) => (
              <span key={n} className="block">
                {changeText(change)}{' '}
                <bdi className="text-quiet">{nameOf(change.warehouseId)}</bdi>
              </span>
            ))}
          </span>
          <span className="text-quiet">
            {available} available ·{' '}
            <time dateTime={at}>{full.format(new Date(at))}</time>
          </span>
        </li>
      ))}
    </ol>
  );
}
