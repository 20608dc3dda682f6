import type { Trace } from './queries';

type Span = Trace['spans'][number];

export interface Bar extends Span {
  depth: number;
  /** In percent of the whole trace. */
  left: number;
  width: number;
}

/** So that a span of no duration is still visible. */
const LEAST_WIDTH = 0.4;

/**
 * The spans as a tree from top to bottom: children under their parent, by
 * start. A span with a missing parent is a root.
 */
export function waterfall(spans: readonly Span[]): {
  bars: Bar[];
  totalUs: number;
} {
  if (spans.length === 0) return { bars: [], totalUs: 0 };
  const start = Math.min(...spans.map(({ startUs }) => startUs));
  const end = Math.max(
    ...spans.map(({ startUs, durationUs }) => startUs + durationUs),
  );
  const totalUs = Math.max(1, end - start);
  const known = new Set(spans.map(({ spanId }) => spanId));
  const parentOf = ({ parentId }: Span) =>
    parentId !== null && known.has(parentId) ? parentId : '';
  const bars: Bar[] = [];
  const add = (parent: string, depth: number) => {
    const children = spans.filter((span) => parentOf(span) === parent);
    for (const span of children.sort((a, b) => a.startUs - b.startUs)) {
      const left = (100 * (span.startUs - start)) / totalUs;
      bars.push({
        ...span,
        depth,
        left,
        width: Math.min(
          100 - left,
          Math.max(LEAST_WIDTH, (100 * span.durationUs) / totalUs),
        ),
      });
      add(span.spanId, depth + 1);
    }
  };
  add('', 0);
  return { bars, totalUs };
}

/** 850 µs, 12.3 ms, 4.56 s. */
export function formatDuration(us: number): string {
  if (us < 1_000) return `${Math.round(us)} µs`;
  return us < 1_000_000
    ? `${(us / 1_000).toFixed(1)} ms`
    : `${(us / 1_000_000).toFixed(2)} s`;
}
