import { createHash } from 'node:crypto';
import { problemsOf } from './document';
import type { OpenApiDocument } from './mend';
import type { Operation } from '../http/operation';
import { fieldsOf, type Field } from './fields';

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8882; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
nav ul { columns: 2; padding-left: 1rem; } section { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: 1rem; }
code, pre { font: 0.9em/1.45 ui-monospace, monospace; } pre { background: var(--soft); padding: 0.8rem; overflow-x: auto; }
.method { font-weight: 700; text-transform: uppercase; } .who { border: 1px solid var(--line); border-radius: 1em; padding: 0 0.6em; font-size: 0.85em; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 1rem; } td, th { border-bottom: 1px solid var(--line); padding: 0.25rem 0.5rem; text-align: left; vertical-align: top; }
`;

/** The page loads and runs nothing; its policy allows only this style. */
export const DOCS_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; frame-ancestors 'none'`;

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

// Text in backticks becomes code.
const prose = (text: string): string =>
  escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');

/**
 * The whole document as one page without scripts.
 */
export function docsPage(
  document: OpenApiDocument,
  operations: readonly Operation[],
): string {
  const tags = [...new Set(operations.map(({ tag }) => tag))];
  const links = tags.map((tag) => {
    const items = operations
      .filter((operation) => operation.tag === tag)
      .map(
        (o) =>
          `<li><a href="#${anchor(o)}">${heading(o)}</a> ${escapeHtml(o.summary)}</li>`,
      );
    return `<h2>${tag}</h2><ul>${items.join('')}</ul>`;
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Souk API</title><style>${STYLE}</style></head><body>
<h1>Souk API</h1>
<p>${prose(document.info.description ?? '')} The same as <a href="/api/openapi.json">OpenAPI 3.1</a>.</p>
<p>The examples expect <code>SOUK</code> to be the address of the shop (such as <code>http://127.0.0.1:8080</code>) and <code>TOKEN</code> an access token.</p>
<nav>${links.join('\n')}</nav>
${operations.map((operation) => section(document, operation)).join('\n')}
</body></html>
`;
}

const anchor = ({ method, path }: Operation) =>
  `${method}${path.replace(/[^a-zA-Z]+/g, '-')}`;

const heading = ({ method, path }: Operation) =>
  `<span class="method">${method}</span> <code>${escapeHtml(path)}</code>`;

function section(document: OpenApiDocument, operation: Operation): string {
  const { summary, description = '', caller, answers } = operation;
  const described = document.paths?.[operation.path]?.[operation.method];
  const answered = [
    ...answers.map(({ status, description: text }) =>
      row(status, text, fieldsOf(document, described, String(status))),
    ),
    ...problemsOf(operation).map(([status, slugs]) =>
      row(status, `Problem: ${slugs.join(', ')}`),
    ),
  ];
  return `<section id="${anchor(operation)}">
<h3>${heading(operation)} <span class="who">${caller}</span></h3>
<p><strong>${escapeHtml(summary)}.</strong> ${prose(description)}</p>
${table('Parameters', fieldsOf(document, described, 'parameters'))}
${table('Body', fieldsOf(document, described, 'body'))}
<h4>Answers</h4><table>${answered.join('')}</table>
<pre>${escapeHtml(curl(operation))}</pre>
</section>`;
}

const table = (title: string, fields: Field[]): string =>
  fields.length === 0
    ? ''
    : `<h4>${title}</h4><table>${fields.map(({ name, type, required, note }) => `<tr><td><code>${escapeHtml(name)}</code></td><td>${escapeHtml(type)}${required ? ', required' : ''}</td><td>${escapeHtml(note)}</td></tr>`).join('')}</table>`;

const row = (status: number, text: string, fields: Field[] = []): string => {
  const names = fields
    .map(
      ({ name, type }) =>
        `<code>${escapeHtml(name)}</code> ${escapeHtml(type)}`,
    )
    .join(', ');
  return `<tr><th>${status}</th><td>${escapeHtml(text)}${names && '<br>'}${names}</td></tr>`;
};

function proofOf(
  caller: Operation['caller'],
  method: Operation['method'],
): string[] {
  if (caller === 'anyone') return [];
  if (caller !== 'session') return ['-H "authorization: Bearer $TOKEN"'];
  return [
    '-b "__Host-souk=$COOKIE"',
    ...(method === 'get' ? [] : ['-H "x-csrf-token: $CSRF"']),
  ];
}

/** A curl command with the operation's own example as its body. */
export function curl({ method, path, caller, body }: Operation): string {
  const url = `"$SOUK${path.replace(/\{(\w+)\}/g, (_all, name: string) => `$${name.toUpperCase()}`)}"`;
  return [
    `curl -i${method === 'get' ? '' : ` -X ${method.toUpperCase()}`} ${url}`,
    ...proofOf(caller, method),
    ...(body
      ? [
          `-H 'content-type: application/json'`,
          `-d '${JSON.stringify(body.example)}'`,
        ]
      : []),
  ].join(' \\\n  ');
}
