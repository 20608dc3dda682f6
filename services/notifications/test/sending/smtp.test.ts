import { noServer, type NotSent, smtpSender } from '../../src/sending/smtp';
import {
  type Mood,
  silentServer,
  testSmtp,
  type TestSmtp,
} from '../support/smtp-server';

const message = {
  to: 'ann@example.org',
  subject: 'Welcome to Souk',
  text: 'Hello Ann,\n\nžluťoučký kůň 馬\n',
  html: '<p>Hello</p>',
  messageId: 'm-1.0@shop.example',
  date: new Date('2026-01-02T03:04:05.000Z'),
};
const options = (port: number) => ({
  host: '127.0.0.1',
  port,
  tls: 'none' as const,
  password: async () => 'the password',
  from: 'souk@shop.example',
});

let smtp: TestSmtp;
beforeAll(async () => void (smtp = await testSmtp()));
afterAll(() => smtp.close());

const failure = async (work: Promise<void>): Promise<NotSent> =>
  work.then(
    () => Promise.reject(new Error('it was sent')),
    (err: unknown) => err as NotSent,
  );

it('sends a mail with its own id, to one address, and asks for no reply', async () => {
  await smtpSender(options(smtp.port))(message);
  const { from, to, headers, raw } = smtp.taken.at(-1)!;
  expect([from, to]).toEqual(['souk@shop.example', ['ann@example.org']]);
  expect(Object.fromEntries(headers)).toMatchObject({
    from: 'Souk <souk@shop.example>',
    to: 'ann@example.org',
    subject: 'Welcome to Souk',
    'message-id': '<m-1.0@shop.example>',
    date: 'Fri, 02 Jan 2026 03:04:05 +0000',
    'auto-submitted': 'auto-generated',
  });
  expect(raw).toContain('Content-Type: text/plain; charset=utf-8');
  expect(raw).toContain('Content-Type: text/html; charset=utf-8');
});

it.each<[Mood, boolean, string]>([
  ['later', false, 'the mail server refused it: 451 4.3.0'],
  ['refuse', true, 'the mail server refused it: 554 5.7.1'],
  ['unknown', true, 'the mail server refused it: 550 5.1.1'],
  ['drop', false, 'the connection to the mail server failed'],
])('when the server answers %s, permanent is %s', async (mood, ...expected) => {
  smtp.moods.push(mood);
  const { permanent, message: reason } = await failure(
    smtpSender(options(smtp.port))(message),
  );
  expect([permanent, reason]).toEqual(expected);
  expect(reason).not.toContain('ann@');
});

it('gives up a server that takes too long, and leaves no connection behind', async () => {
  const silent = await silentServer();
  const send = smtpSender({ ...options(silent.port), sendMs: 200 });
  expect(await failure(send(message))).toMatchObject({
    message: 'the mail server took too long',
    permanent: false,
  });
  await silent.close();
});

it('gives up a server that takes the content and then says nothing', async () => {
  smtp.moods.push('hang');
  const send = smtpSender({ ...options(smtp.port), sendMs: 500 });
  expect(await failure(send(message))).toMatchObject({
    message: 'the mail server took too long',
    permanent: false,
  });
});

it('tries again later when nothing listens, or no server is set', async () => {
  const gone = await silentServer();
  await gone.close();
  expect(await failure(smtpSender(options(gone.port))(message))).toMatchObject({
    message: 'the connection to the mail server failed',
    permanent: false,
  });
  expect(await failure(noServer(message))).toMatchObject({
    message: 'no mail server is set',
    permanent: false,
  });
});

describe('a server elsewhere', () => {
  it('is not given a mail without encryption', async () => {
    const send = smtpSender({ ...options(smtp.port), tls: 'starttls' });
    const before = smtp.taken.length;
    expect((await failure(send(message))).permanent).toBe(false);
    expect(smtp.taken).toHaveLength(before);
  });

  it.each(['starttls', 'implicit'] as const)(
    'is given neither mail nor password when its certificate is not trusted: %s',
    async (tls) => {
      const logins: string[] = [];
      // smtp-server brings a certificate for localhost that nobody signed.
      const untrusted = await testSmtp({
        secure: tls === 'implicit',
        disabledCommands: [],
        onAuth({ username = '' }, _session, callback) {
          logins.push(username);
          callback(null, { user: username });
        },
      });
      const send = smtpSender({
        ...options(untrusted.port),
        tls,
        user: 'souk',
      });
      expect((await failure(send(message))).permanent).toBe(false);
      expect([logins, untrusted.taken]).toEqual([[], []]);
      await untrusted.close();
    },
  );
});

it('signs in with the password of the secret store, and is not given up when that is wrong', async () => {
  const guarded = await testSmtp({
    authOptional: false,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth({ username, password }, _session, callback) {
      const right = username === 'souk' && password === 'the password';
      callback(right ? null : new Error('no'), { user: username });
    },
  });
  const as = (user: string) => smtpSender({ ...options(guarded.port), user });
  await as('souk')(message);
  expect(guarded.taken).toHaveLength(1);
  expect(await failure(as('someone')(message))).toMatchObject({
    message: expect.stringMatching(
      /^the mail server refused the login/,
    ) as string,
    permanent: false,
  });
  await guarded.close();
});
