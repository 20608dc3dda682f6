/** Where people read what happens; standard output may be kept for JSON. */
export type Say = (line: string) => void;

export function sayTo(stream: NodeJS.WritableStream): Say {
  stream.on('error', () => undefined); // a reader that goes away must not take the marketplace along
  return (line) => void stream.write(`${line}\n`);
}

const EVERY_MS = 5_000;

/**
 * Says every few seconds how long the work has taken and what it is at, until
 * it ends.
 */
export async function withProgress<T>(
  say: Say,
  what: string,
  work: (at: (detail: string) => void) => Promise<T>,
): Promise<T> {
  const began = Date.now();
  let detail = '';
  const seconds = () => Math.round((Date.now() - began) / 1_000);
  const timer = setInterval(
    () => say(`  ${what}: ${seconds()} s${detail && `, ${detail}`}`),
    EVERY_MS,
  );
  try {
    return await work((now) => (detail = now));
  } finally {
    clearInterval(timer);
  }
}
