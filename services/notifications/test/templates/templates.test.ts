import { MailTemplate, type MailContact } from '@souk/contracts/mail/requests';
import fc from 'fast-check';
import { render } from '../../src/templates/templates';

const origin = 'https://shop.example';
const token = 'A'.repeat(43);
const contact: MailContact = {
  to: 'ann@example.org',
  name: 'Ann',
  token,
  expiresAt: '2026-01-02T04:04:05.006Z',
  details: {
    at: '2026-01-02T03:04:05.006Z',
    newEmail: 'new@example.org',
    device: 'Firefox on Linux',
  },
};
const shown = (template: string, given: Partial<MailContact> = {}) =>
  render(template, { ...contact, ...given }, { origin, owner: 'customers' })!;
const links = (html: string) =>
  [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, url]) => url);

describe.each(MailTemplate.options)('the template %s', (template) => {
  it('says the same in text and in HTML, and loads nothing', () => {
    const { subject, text, html } = shown(template);
    expect(subject).toMatch(/^[A-Z][\w\s-]{5,60}$/);
    expect(text).toMatch(/^Hello Ann,\n\n/);
    expect(html).toContain('Hello Ann,');
    expect(html).not.toMatch(/<(img|link|script|style|iframe|object)|url\(/i);
    for (const url of links(html)) {
      expect(url).toMatch(
        /^https:\/\/shop\.example\/[a-z/-]+(\?token=A{43})?$/,
      );
      expect(text).toContain(url);
    }
  });

  it('takes any name for what it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...EVIL)),
        (name) => {
          const { subject, text, html, to } = shown(template, { name });
          const [greeting = ''] = text.split('\n');
          expect(greeting).toMatch(/^Hello.*,$/u);
          expect(greeting).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]|:\/\/|[<>@]/u);
          expect(html).not.toMatch(/<script|<img|onerror=/i);
          expect(links(html)).toEqual(links(shown(template).html));
          expect([subject, to]).toEqual([shown(template).subject, contact.to]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

const EVIL = [
  'Ann\r\nBcc: eve@example.org',
  'Ann\u202Egnp.exe',
  '<img src=x onerror=alert(1)>',
  'You have won, see https://evil.example',
  'You have won, see evil.example',
  'Ann"><script>alert(1)</script>',
  '\u200B\uFEFF',
  'x'.repeat(200),
];

it('greets by a name of any language, with its spaces and dots', () => {
  const greeting = (name: string) =>
    shown('welcome-vendor', { name }).text.split('\n')[0];
  expect(greeting('Zoë O’Brien')).toBe('Hello Zoë O’Brien,');
  expect(greeting('Dr. Ann & Sons')).toBe('Hello Dr. Ann & Sons,');
  expect(greeting('山田 太郎')).toBe('Hello 山田 太郎,');
  expect(greeting('see evil.example')).toBe('Hello,');
});

it('leads customers and vendors to their own pages', () => {
  const link = (template: string, owner: string) =>
    links(render(template, contact, { origin, owner })!.html)[0];
  expect(link('reset-password', 'customers')).toBe(
    `${origin}/reset-password?token=${token}`,
  );
  expect(link('reset-password', 'vendors')).toBe(
    `${origin}/console/reset-password?token=${token}`,
  );
  const { to, name } = contact;
  expect(
    render('new-sign-in', { to, name }, { origin, owner: 'vendors' })!.text,
  ).toContain(`${origin}/console/account\n`);
  expect(link('verify-email', 'customers')).toBe(
    `${origin}/verify?token=${token}`,
  );
});

it('gives the link to the new address, and only word of it to the old one', () => {
  const { to, name, details } = contact;
  const old = { to, name, details };
  const told = render('email-changed', old, { origin, owner: 'customers' })!;
  expect(told.subject).toBe('Your e-mail address is being changed');
  expect(told.text).toContain('to new@example.org on 2026-01-02 03:04 UTC');
  expect(told.text).not.toContain('token=');
  expect(shown('email-changed').text).toContain(`/verify?token=${token}`);
});

it('knows no template of a later version', () => {
  expect(
    render('gift-card', contact, { origin, owner: 'customers' }),
  ).toBeUndefined();
});
