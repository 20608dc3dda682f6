import { fetchTrace } from '@souk/platform/telemetry/jaeger';
import { Command, Option } from 'commander';
import { readEndpoints } from '../stack/endpoints';
import { fetchLastWrite } from '../traces/jaeger';
import { formatTrace } from '../traces/print';
import { traceTree } from '../traces/tree';

const command = new Command('npm run trace --')
  .description(
    'Prints a trace as a tree: start, duration, service and name of each span.',
  )
  .argument(
    '<trace-id|last>',
    'a trace id (the x-trace-id of a response), or "last" for the newest write',
  )
  .addOption(
    new Option(
      '--jaeger <url>',
      "Jaeger's query API; by default the one npm start runs",
    ),
  )
  .action(async (which: string, { jaeger }: { jaeger?: string }) => {
    const url = jaeger ?? (await readEndpoints()).urls.jaeger;
    if (!url)
      throw new Error('There is no Jaeger here; name one with --jaeger URL');
    const traceId =
      which === 'last' ? await fetchLastWrite(url) : which.toLowerCase();
    if (traceId === undefined)
      throw new Error('There was no write in the last hour');
    if (!/^[0-9a-f]{1,32}$/.test(traceId))
      throw new Error(`${which} is not a trace id`);
    const spans = await fetchTrace(url, traceId);
    if (spans.length === 0)
      throw new Error(
        `Jaeger has no trace ${traceId} (spans arrive after a second or two)`,
      );
    const services = new Set(spans.map((span) => span.service));
    console.log(
      `trace ${traceId}: ${spans.length} spans of ${[...services].join(', ')}`,
    );
    for (const line of formatTrace(traceTree(spans))) console.log(line);
  });

command.parseAsync().catch((err: unknown) => {
  console.error(err instanceof Error ? err.message : err);
  process.exitCode = 1;
});
