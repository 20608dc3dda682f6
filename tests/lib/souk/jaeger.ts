import { traceTree, type TraceNode } from '@souk/tools/traces/tree';
import { fetchTrace, type TraceSpan } from '@souk/platform/telemetry/jaeger';
import { until } from '@souk/platform/testing/until';
import { endpoints, type Answer } from './souk';

/** `service: name` of a span and of each span above it, up to the root. */
type Lineage = string[];

export interface Trace {
  spans: TraceSpan[];
  roots: TraceNode[];
  /** The lineages of all spans with this name, the earliest first. */
  lineages(called: string): Lineage[];
}

const label = ({ service, name }: TraceSpan): string => `${service}: ${name}`;

async function readTrace(traceId: string): Promise<Trace> {
  const { jaeger } = endpoints().urls;
  if (!jaeger) throw new Error('There is no Jaeger to read traces from');
  const spans = await fetchTrace(jaeger, traceId);
  const roots = traceTree(spans);
  const found: { span: TraceSpan; lineage: Lineage }[] = [];
  const walk = ({ span, children }: TraceNode, above: Lineage) => {
    const lineage = [label(span), ...above];
    found.push({ span, lineage });
    for (const child of children) walk(child, lineage);
  };
  for (const root of roots) walk(root, []);
  found.sort((a, b) => a.span.startUs - b.span.startUs);
  return {
    spans,
    roots,
    lineages: (called) =>
      found
        .filter(({ lineage }) => lineage[0] === called)
        .map(({ lineage }) => lineage),
  };
}

/**
 * The trace of an answer, once `gapsIn` finds nothing missing; spans arrive
 * some seconds late.
 * @throws Error naming what is still missing.
 */
export async function traceOf(
  answer: Answer,
  gapsIn: (trace: Trace) => string[],
  deadlineMs = 30_000,
): Promise<Trace> {
  const traceId = answer.headers['x-trace-id'];
  if (!traceId) throw new Error(`${answer.request} names no trace`);
  let gaps: string[] = [];
  const whole = async () => {
    const trace = await readTrace(traceId);
    gaps = gapsIn(trace);
    return gaps.length === 0 ? trace : undefined;
  };
  return until(`trace ${traceId}`, whole, deadlineMs).catch(
    (cause: unknown) => {
      throw new Error(`Trace ${traceId} has gaps:\n${gaps.join('\n')}`, {
        cause,
      });
    },
  );
}

/** Spans whose parent is missing from the trace. */
export const orphans = ({ roots }: Trace): string[] =>
  roots
    .filter(({ parentMissing }) => parentMissing)
    .map(({ span }) => `${label(span)} has lost its parent`);
