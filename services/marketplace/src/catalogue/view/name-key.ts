/** What names are sorted and searched by. */
export const nameKey = (name: string): string =>
  name.normalize('NFKC').toLocaleLowerCase('en');
