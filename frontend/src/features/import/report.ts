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

/** Downloads a file in the browser. */
export function download(name: string, text: string): void {
  const url = URL.createObjectURL(
    new Blob([text], { type: 'text/csv;charset=utf-8' }),
  );
  const link = Object.assign(document.createElement('a'), {
    href: url,
    download: name,
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
