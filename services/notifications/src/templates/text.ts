/** Characters that are not seen, that end a line, or that turn text around. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\u2800\p{Default_Ignorable_Code_Point}]/gu;

/** One line without anything invisible, of at most `max` characters. */
export const plain = (text: string, max: number): string =>
  Array.from(text.replace(/\s+/gu, ' ').replace(UNSEEN, '').trim())
    .slice(0, max)
    .join('')
    .trim();

/**
 * A name to greet with; undefined when it could be taken for a message of its
 * own. Whoever signs up with the address of somebody else chooses the name, and
 * mail programs make links of what looks like one.
 */
export function greetedName(name: string): string | undefined {
  const shown = plain(name.normalize('NFKC'), 61);
  const likeAnAddress = /[@/\\:<>[\]()]|\.\S/u.test(shown);
  return shown === '' || Array.from(shown).length > 60 || likeAnAddress
    ? undefined
    : shown;
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (found) => ENTITIES[found] ?? '');
