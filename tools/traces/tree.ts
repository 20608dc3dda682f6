import type { TraceSpan } from '@souk/platform/telemetry/jaeger';

export interface TraceNode {
  span: TraceSpan;
  /** The span names a parent that is not in the trace. */
  parentMissing: boolean;
  /** By start time. */
  children: TraceNode[];
}

/**
 * Builds the trees of one trace. Roots are spans without a parent, and spans
 * whose parent is missing (marked). A duplicate span counts once; a cycle of
 * parents is cut at its earliest span.
 */
export function traceTree(spans: readonly TraceSpan[]): TraceNode[] {
  const once = new Map(spans.map((span) => [span.spanId, span]));
  const ordered = [...once.values()].sort((a, b) => a.startUs - b.startUs);
  const nodes = ordered.map((span): TraceNode => ({
    span,
    parentMissing: false,
    children: [],
  }));
  const bySpanId = new Map(nodes.map((node) => [node.span.spanId, node]));
  const parentOf = (node: TraceNode) => bySpanId.get(node.span.parentId ?? '');

  const reached = new Set<TraceNode>();
  const grow = (node: TraceNode): TraceNode => {
    reached.add(node);
    node.children = nodes
      .filter((other) => parentOf(other) === node && !reached.has(other))
      .map(grow);
    return node;
  };
  const roots = nodes.filter((node) => !parentOf(node)).map(grow);
  for (const node of nodes) if (!reached.has(node)) roots.push(grow(node));
  for (const root of roots)
    root.parentMissing = root.span.parentId !== undefined;
  return roots;
}
