/** Where to go after signing in: only ever a page of ours under this prefix. */
export function returnPath(
  asked: string | null,
  home: '/' | '/console' | '/operator',
): string {
  const prefix = home === '/' ? home : `${home}/`;
  return asked !== null &&
    asked.startsWith(prefix) &&
    !asked.startsWith('//') &&
    !asked.includes('\\')
    ? asked
    : home;
}
