/** Where to go after signing in: only ever a page of ours under this prefix. */
export function returnPath(
  asked: string | null,
  home: '/console' | '/operator',
): string {
  return asked !== null && asked.startsWith(`${home}/`) && !asked.includes('\\')
    ? asked
    : home;
}
