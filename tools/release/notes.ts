export interface Change {
  summary: string;
  bump: 'major' | 'minor' | 'patch';
}

const HEADINGS = { major: 'Changed', minor: 'Added', patch: 'Fixed' } as const;

/** The changelog with a section for the new version on top. */
export function withSection(
  changelog: string,
  {
    version,
    day,
    changes,
  }: { version: string; day: string; changes: Change[] },
): string {
  const groups = (['major', 'minor', 'patch'] as const)
    .map((bump) => ({
      heading: HEADINGS[bump],
      lines: changes.filter((change) => change.bump === bump).map(line),
    }))
    .filter(({ lines }) => lines.length > 0);
  const section = [
    `## ${version}, ${day}`,
    ...groups.flatMap(({ heading, lines }) => [
      `### ${heading}`,
      lines.join('\n'),
    ]),
  ];
  const first = changelog.search(/^## /m);
  const at = first === -1 ? changelog.length : first;
  return `${changelog.slice(0, at)}${section.join('\n\n')}\n\n${changelog.slice(at)}`;
}

const line = ({ summary }: Change) =>
  `- ${summary.trim().replace(/\s*\n\s*/g, ' ')}`;

/**
 * The changelog section of a version.
 * @throws Error when there is none
 */
export function notesOf(changelog: string, version: string): string {
  const sections = changelog.split(/^(?=## )/m);
  const section = sections.find(
    (text) =>
      text.startsWith(`## ${version}`) &&
      !/[\w.-]/.test(text[3 + version.length] ?? ''),
  );
  const notes = section?.split('\n').slice(1).join('\n').trim();
  if (!notes) throw new Error(`CHANGELOG.md says nothing of ${version}`);
  return notes;
}
