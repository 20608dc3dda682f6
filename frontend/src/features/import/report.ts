export interface RowNote {
  line: number;
  reason: string;
}

/**
 * Bad rows as CSV. A cell that a spreadsheet would run as a formula is prefixed
 * with an apostrophe: its text comes from an untrusted file.
 */
export function reportCsv(rows: readonly RowNote[]): string {
  const lines = rows.map(({ line, reason }) => `${line},${cell(reason)}`);
  return ['Line,Reason', ...lines].join('\r\n') + '\r\n';
}

function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
