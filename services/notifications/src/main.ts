import { readConfig } from '@souk/platform/config/config';
import type { Secrets } from '@souk/platform/dapr/secrets';
import { sidecarReady } from '@souk/platform/dapr/sidecar-health';
import { run, serve } from '@souk/platform/http/serve';
import { connectMongo, databaseUnavailable } from '@souk/platform/mongo/client';
import { serviceParts } from '@souk/platform/service';
import { createNotificationsApp } from './app';
import { NotificationsConfig } from './config';
import { mailCollection, mailStore } from './mails/store';
import { noServer, smtpSender, type Send } from './sending/smtp';

/** Undefined where mails are kept instead of sent. */
function sending(
  config: NotificationsConfig,
  secrets: Secrets,
): Send | undefined {
  if (config.KEEP_MAILS) return undefined;
  if (config.SMTP_HOST === '') return noServer;
  return smtpSender({
    host: config.SMTP_HOST,
    port: config.SMTP_PORT,
    tls: config.SMTP_TLS,
    user: config.SMTP_USER || undefined,
    password: () => secrets.get('smtp-password'),
    from: config.MAIL_FROM,
  });
}

run(async () => {
  const config = readConfig(NotificationsConfig, process.env);
  const parts = serviceParts('notifications', config);
  const { log, metrics, sidecar, closers } = parts;
  const mongo = connectMongo(config.MONGODB_URI, config.MONGODB_DATABASE);
  const mails = mailStore(mailCollection(mongo.db));
  const ready = async () => {
    await Promise.all([
      sidecarReady(sidecar, { actors: false }),
      mongo.ready(),
      mails.indexed(),
    ]);
  };
  const { app, sender } = createNotificationsApp({
    shell: { log, metrics, ready, faultOf: databaseUnavailable },
    verify: parts.verify,
    verifyEvent: parts.verifyEvent,
    keys: parts.keys,
    appApiToken: config.APP_API_TOKEN,
    ask: parts.ask,
    mails,
    send: sending(config, parts.secrets),
    origin: config.PUBLIC_ORIGIN,
    from: config.MAIL_FROM,
    now: () => new Date(),
  });
  sender.start();
  await serve(app, {
    host: config.HOST,
    port: config.PORT,
    log,
    drain: () => sender.stop(),
    closers: [() => mongo.close(), ...closers],
  });
});
