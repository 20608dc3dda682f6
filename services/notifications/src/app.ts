import * as calls from '@souk/contracts/notifications/calls';
import type { SigningKeys } from '@souk/platform/auth/keys';
import type { VerifyToken } from '@souk/platform/auth/requires';
import type { VerifyEvent } from '@souk/platform/auth/signed-events';
import type { Ask } from '@souk/platform/dapr/ask';
import { jwksRoute } from '@souk/platform/dapr/jwks';
import { assertCallsServed } from '@souk/platform/dapr/serve';
import { subscriptions } from '@souk/platform/dapr/subscribe';
import { createApp } from '@souk/platform/http/app';
import type { Shell } from '@souk/platform/http/shell';
import type Koa from 'koa';
import { events } from './events';
import { measureMails } from './mails/metrics';
import { mailRoutes } from './mails/routes';
import type { MailStore } from './mails/store';
import { readKept } from './sending/delivery';
import { contactFinder } from './sending/owners';
import { mailSender, type Sender } from './sending/sender';
import type { Send } from './sending/smtp';

export interface AppDeps {
  shell: Shell;
  verify: VerifyToken;
  verifyEvent: VerifyEvent;
  keys: () => Promise<SigningKeys>;
  appApiToken: string;
  ask: Ask;
  mails: MailStore;
  /** Absent where mails are kept instead. */
  send: Send | undefined;
  origin: string;
  /** The address that mails come from. */
  from: string;
  now: () => Date;
}

export interface NotificationsApp {
  app: Koa;
  /** Start it once the app serves. */
  sender: Sender;
}

export function createNotificationsApp(deps: AppDeps): NotificationsApp {
  const { shell, verify, mails, send, origin, from, now } = deps;
  const { log, metrics } = shell;
  measureMails(mails, metrics, now);
  const findContact = contactFinder(deps.ask);
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const sender = mailSender({
    mails,
    findContact,
    send,
    origin,
    domain,
    now,
    log,
    metrics,
  });
  const noting = { mails, now, wake: () => sender.wake() };
  const routers = [
    mailRoutes(
      {
        ...noting,
        read: (mail) => readKept({ findContact, origin, now }, mail),
      },
      verify,
    ),
  ];
  assertCallsServed(calls, routers);
  const app = createApp(
    shell,
    ...routers,
    jwksRoute(deps.keys),
    subscriptions(
      {
        app: 'notifications',
        pubsub: 'bus',
        appApiToken: deps.appApiToken,
        log,
        metrics,
        faultOf: shell.faultOf,
        verifyEvent: deps.verifyEvent,
      },
      events(noting),
    ),
  );
  return { app, sender };
}
