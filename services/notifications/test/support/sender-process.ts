import { connectMongo } from '@souk/platform/mongo/client';
import { createMetrics } from '@souk/platform/telemetry/metrics';
import { silentLog } from '@souk/platform/testing/shell';
import { mailCollection, mailStore } from '../../src/mails/store';
import { mailSender } from '../../src/sending/sender';
import { smtpSender } from '../../src/sending/smtp';

/** Sends the mails of a database until it is killed. */
const [, , uri = '', database = '', port = '', claimMs = ''] = process.argv;

const mongo = connectMongo(uri, database);
mailSender(
  {
    mails: mailStore(mailCollection(mongo.db), Number(claimMs)),
    findContact: async (_owner, requestId) => ({
      to: `${requestId}@example.org`,
      name: 'Ann',
    }),
    send: smtpSender({
      host: '127.0.0.1',
      port: Number(port),
      tls: 'none',
      password: async () => '',
      from: 'souk@shop.example',
      sendMs: 0.9 * Number(claimMs),
    }),
    origin: 'https://shop.example',
    domain: 'shop.example',
    now: () => new Date(),
    log: silentLog,
    metrics: createMetrics('notifications'),
  },
  100,
).start();
