/** The form in which names are sorted and searched. */
export const nameKey = (name: string): string =>
  name.normalize('NFKC').toLocaleLowerCase('en');
