import {
  MailContact,
  mailRequestCall,
  MailRequested,
  mailRequestedBy,
} from '../src/mail/requests';

const asked = {
  requestId: 'r-1',
  template: 'welcome-vendor',
  accountId: 'v-1',
  requestedAt: '2026-01-02T03:04:05.006Z',
};

it('drops an address or a token from an event that asks for a mail', () => {
  const leaky = { ...asked, to: 'ann@example.org', token: 'x'.repeat(43) };
  expect(MailRequested.parse(leaky)).toEqual(asked);
});

it('takes a template that a newer owner has added', () => {
  const later = { ...asked, template: 'gift-card' };
  expect(MailRequested.parse(later)).toEqual(later);
});

it.each(['ann@example.org\r\nBcc: eve@example.org', 'Ann <ann@example.org>'])(
  'takes only a plain address to send to, not %j',
  (to) => {
    expect(MailContact.safeParse({ to, name: 'Ann' }).success).toBe(false);
  },
);

it('takes no token that would need escaping in a link', () => {
  const token = '"><script>alert(1)</script>';
  const contact = { to: 'ann@example.org', name: 'Ann', token };
  expect(MailContact.safeParse(contact).success).toBe(false);
});

it('names the owner in topic and call', () => {
  expect(mailRequestedBy('vendors').topic).toBe('vendors.mail-requested.v1');
  expect(mailRequestCall('vendors')).toMatchObject({
    app: 'vendors',
    scope: 'contact:read',
  });
});
