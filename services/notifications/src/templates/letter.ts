import { escapeHtml } from './text';

/** What a mail says, before it becomes text or HTML. Nothing is escaped. */
export interface Letter {
  subject: string;
  greeting: string;
  paragraphs: string[];
  /** The one thing its reader may want to do. */
  action?: { label: string; url: string };
  /** What to do when it came unasked. */
  closing: string;
}

export const textOf = ({
  greeting,
  paragraphs,
  action,
  closing,
}: Letter): string =>
  [
    greeting,
    ...paragraphs,
    ...(action ? [`${action.label}:\n${action.url}`] : []),
    closing,
    'Souk',
  ].join('\n\n') + '\n';

const paragraph = (html: string) => `<p style="margin:0 0 16px">${html}</p>`;

/** Nothing in it is loaded from anywhere: no image, font or style sheet. */
export function htmlOf({
  subject,
  greeting,
  paragraphs,
  action,
  closing,
}: Letter): string {
  const url = action ? escapeHtml(action.url) : '';
  const button = action
    ? [
        paragraph(
          `<a href="${url}" style="display:inline-block;padding:12px 20px;background:#1f2937;color:#ffffff;text-decoration:none;border-radius:6px">${escapeHtml(action.label)}</a>`,
        ),
        paragraph(`Or open this address: <a href="${url}">${url}</a>`),
      ]
    : [];
  const body = [
    ...[greeting, ...paragraphs].map((text) => paragraph(escapeHtml(text))),
    ...button,
    paragraph(escapeHtml(closing)),
    paragraph('Souk'),
  ].join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(subject)}</title>
</head>
<body style="margin:0;padding:24px;background:#ffffff;color:#1f2937;font:16px/1.5 system-ui,sans-serif">
<div style="max-width:560px;margin:0 auto">
${body}
</div>
</body>
</html>
`;
}
