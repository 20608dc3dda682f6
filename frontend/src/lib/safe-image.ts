/**
 * A URL a picture may be loaded from: a web address, or a path of our own.
 * Undefined for anything else, like `javascript:`.
 */
export function safeImage(src: string | null | undefined): string | undefined {
  if (!src) return undefined;
  if (/^\/(?![/\\])/.test(src)) return src;
  const url = URL.canParse(src) ? new URL(src) : undefined;
  return url?.protocol === 'https:' || url?.protocol === 'http:'
    ? url.href
    : undefined;
}
