/**
 * An address a picture may be fetched from: of the web, or a path of our own.
 * Anything else, like `javascript:`, is none.
 */
export function safeImage(src: string | null | undefined): string | undefined {
  if (!src) return undefined;
  if (/^\/(?![/\\])/.test(src)) return src;
  const url = URL.canParse(src) ? new URL(src) : undefined;
  return url?.protocol === 'https:' || url?.protocol === 'http:'
    ? url.href
    : undefined;
}
