/**
 * Where to go after signing in: a page of ours under this prefix, whatever the
 * address says.
 */
export function returnPath(
  asked: string | null,
  home: '/console' | '/operator',
): string {
  return asked !== null && asked.startsWith(`${home}/`) && !asked.includes('\\')
    ? asked
    : home;
}
