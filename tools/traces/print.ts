import type { TraceSpan } from '@souk/platform/telemetry/jaeger';
import type { TraceNode } from './tree';

/**
 * One line per span: start relative to the first span, duration, service, name
 * and errors.
 */
export function formatTrace(roots: readonly TraceNode[]): string[] {
  const start = Math.min(...roots.map(({ span }) => span.startUs));
  return roots.flatMap((root) =>
    linesOf(root, { start, lead: '', branch: '', below: '' }),
  );
}

interface Place {
  start: number;
  lead: string;
  branch: string;
  below: string;
}

function linesOf(
  node: TraceNode,
  { start, lead, branch, below }: Place,
): string[] {
  const { span, children } = node;
  const times = `${milliseconds(span.startUs - start).padStart(10)} ${milliseconds(span.durationUs).padStart(10)}  `;
  const line = `${times}${lead}${branch}${span.service}: ${span.name}${remarks(node)}`;
  return [
    line,
    ...children.flatMap((child, index) => {
      const last = index === children.length - 1;
      return linesOf(child, {
        start,
        lead: lead + below,
        branch: last ? '└─ ' : '├─ ',
        below: last ? '   ' : '│  ',
      });
    }),
  ];
}

function remarks({ span, parentMissing }: TraceNode): string {
  const said = [
    span.httpStatus === undefined ? '' : ` [${span.httpStatus}]`,
    span.error === undefined
      ? ''
      : ` ERROR${span.error ? `: ${span.error}` : ''}`,
    parentMissing ? ' (parent missing)' : '',
    ...span.links.map(
      (link) => ` → ${linkName(span, link.traceId, link.spanId)}`,
    ),
  ];
  return said.join('');
}

const linkName = (span: TraceSpan, traceId: string, spanId: string) =>
  traceId === span.traceId
    ? `span ${spanId}`
    : `trace ${traceId} span ${spanId}`;

const milliseconds = (us: number) => `${(us / 1000).toFixed(1)} ms`;
