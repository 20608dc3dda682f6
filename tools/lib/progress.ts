/** Prints a line of progress; standard output may be reserved for JSON. */
export type Log = (line: string) => void;

export function logTo(stream: NodeJS.WritableStream): Log {
  stream.on('error', () => undefined); // a closed pipe must not stop the marketplace
  return (line) => void stream.write(`${line}\n`);
}

const EVERY_MS = 5_000;

/** Logs every few seconds how long the work has taken and its current step. */
export async function withProgress<T>(
  log: Log,
  what: string,
  work: (report: (detail: string) => void) => Promise<T>,
): Promise<T> {
  const began = Date.now();
  let detail = '';
  const seconds = () => Math.round((Date.now() - began) / 1_000);
  const timer = setInterval(
    () => log(`  ${what}: ${seconds()} s${detail && `, ${detail}`}`),
    EVERY_MS,
  );
  try {
    return await work((now) => (detail = now));
  } finally {
    clearInterval(timer);
  }
}
