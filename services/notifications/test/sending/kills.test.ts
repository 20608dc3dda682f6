import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { testDatabase } from '@souk/platform/testing/database';
import { until } from '@souk/platform/testing/until';
import { mailCollection, mailStore } from '../../src/mails/store';
import { testSmtp, type TestSmtp } from '../support/smtp-server';
import { asked } from '../support/store-suite';

/** 200 of them take some minutes: set by hand. */
const KILLS = Number(process.env['MAIL_KILLS'] ?? 3);
const MAILS_A_KILL = 8;
/** Short, so that what a killed process had claimed is soon taken over. */
const CLAIM_MS = 10_000;
const MINUTES = 60_000;

const mongo = testDatabase('notifications-kills');
const mails = mailStore(mailCollection(mongo.db), CLAIM_MS);
let smtp: TestSmtp;
const senders = new Set<ChildProcess>();

const folder = mkdtempSync(join(tmpdir(), 'souk-mails-'));
const bundle = join(folder, 'sender.cjs');

beforeAll(async () => {
  smtp = await testSmtp();
  await until(
    'the database answers',
    () => mongo.ready().then(() => true),
    MINUTES,
  );
  // One file, since a process that is often started should start fast.
  const root = join(__dirname, '../../../..');
  execFileSync(join(root, 'node_modules/.bin/esbuild'), [
    join(__dirname, '../support/sender-process.ts'),
    ...['--bundle', '--platform=node', '--log-level=error'],
    `--outfile=${bundle}`,
  ]);
}, 2 * MINUTES);
afterAll(async () => {
  for (const sender of senders) await kill(sender);
  await smtp.close();
  await mongo.close();
  rmSync(folder, { recursive: true });
});

function startSender(): ChildProcess {
  const uri = process.env['SOUK_TEST_MONGODB_URI'] ?? '';
  const sender = spawn(
    process.execPath,
    [
      ...[bundle, uri, mongo.db.databaseName],
      ...[String(smtp.port), String(CLAIM_MS)],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  senders.add(sender);
  return sender;
}

async function kill(sender: ChildProcess): Promise<void> {
  const ended = once(sender, 'exit');
  sender.kill('SIGKILL');
  await ended;
  senders.delete(sender);
}

test(
  `${KILLS} kills lose no mail, and only what a killed process was sending comes again`,
  async () => {
    let added = 0;
    // Again, as the broker does, when a busy database was too late.
    const note = (id: string) =>
      until(
        'the mail is noted',
        () => mails.add(asked(id, new Date())).then(() => true),
        MINUTES,
      );
    const add = async () => {
      for (let n = 0; n < MAILS_A_KILL; n += 1)
        await note(String((added += 1)));
    };
    // Half of the kills are to meet a mail that is taken but not yet stored.
    smtp.pauseMs = () => Math.random() * 40;
    let running = [startSender(), startSender()];
    for (let n = 0; n < KILLS; n += 1) {
      const before = smtp.tried.length;
      await add();
      await until(
        'mails are being sent',
        () => smtp.tried.length > before + (n % MAILS_A_KILL) / 2,
        MINUTES,
      );
      await delay(Math.random() * 40);
      const [victim, other] = running;
      await kill(victim!);
      running = [other!, startSender()];
    }
    await until(
      'every mail is sent',
      async () => (await mails.counts()).sent === added,
      2 * MINUTES,
    );

    const copiesOf = (address: string) =>
      smtp.taken.filter(({ to }) => to[0] === address);
    const findings: string[] = [];
    let twice = 0;
    for (let n = 1; n <= added; n += 1) {
      const copies = copiesOf(`r-${n}@example.org`);
      const ids = new Set(
        copies.map(({ headers }) => headers.get('message-id')),
      );
      const { attempts = 0 } = (await mails.find(String(n))) ?? {};
      if (copies.length === 0) findings.push(`${n} was lost`);
      if (copies.length > attempts) findings.push(`${n} came without a try`);
      if (ids.size > 1) findings.push(`${n} came under ${ids.size} ids`);
      twice += copies.length - 1;
    }
    expect(findings).toEqual([]);
    // Each process sends four at once.
    expect(twice).toBeLessThanOrEqual(4 * KILLS);
    process.stderr.write(
      `${added} mails, ${KILLS} kills: ${twice} came again under the same id\n`,
    );
  },
  10 * MINUTES + KILLS * 6_000,
);
