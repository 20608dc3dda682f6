import { withBudget } from '@souk/platform/http/deadline';
import type { Logger } from '@souk/platform/telemetry/logger';
import type { Metrics } from '@souk/platform/telemetry/metrics';
import { inSpan, linkTo } from '@souk/platform/telemetry/tracing';
import { Counter } from 'prom-client';
import type { Mail, MailStore } from '../mails/store';
import { deliver, type DeliveryDeps } from './delivery';

export interface SenderDeps extends DeliveryDeps {
  mails: MailStore;
  log: Logger;
  metrics: Metrics;
}

/** Sends what is due, several mails at once. */
export interface Sender {
  start(): void;
  /** Looks for due mails now. */
  wake(): void;
  /** Resolves when no mail is being sent. */
  stop(): Promise<void>;
}

/** Less than the claim of a mail, and more than all its steps together. */
const TRY_MS = 90_000;
const PARALLEL = 4;

export function mailSender(deps: SenderDeps, everyMs = 1_000): Sender {
  const { mails, log, metrics, now } = deps;
  const working = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const tries = new Counter({
    name: 'souk_mail_tries_total',
    help: 'Tries to send a mail, by what became of it',
    labelNames: ['template', 'outcome'],
    registers: [metrics.registry],
  });

  const send = (mail: Mail) =>
    inSpan(
      `send ${mail.template}`,
      {
        attributes: { 'souk.mail.id': mail.id, 'souk.mail.try': mail.attempts },
        links: linkTo(mail.traceparent),
      },
      async () => {
        const { state, problem } = await deliver(deps, mail);
        tries.inc({ template: mail.template, outcome: state });
        const { id, template, attempts } = mail;
        if (problem !== null)
          log.warn({ id, template, attempts, state, problem }, 'mail not sent');
      },
    );
  const sendDue = async () => {
    for (;;) {
      const mail = stopped
        ? undefined
        : await withBudget(TRY_MS, () => mails.claim(now()));
      if (!mail) return;
      wake();
      await withBudget(TRY_MS, () => send(mail));
    }
  };
  const wake = () => {
    if (stopped || working.size >= PARALLEL) return;
    const work: Promise<void> = sendDue()
      .catch((err: unknown) => log.warn({ err }, 'mails wait'))
      .finally(() => working.delete(work));
    working.add(work);
  };
  return {
    start() {
      timer = setInterval(wake, everyMs);
    },
    wake,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await Promise.all(working);
    },
  };
}
