import type Router from '@koa/router';
import { Id } from '@souk/contracts/fields';
import { z } from 'zod';
import { sidecarBody } from '../http/body';
import { BUDGET_MS, withBudget } from '../http/deadline';
import type { Logger } from '../telemetry/logger';
import { inSpan, linkTo } from '../telemetry/tracing';
import type { ActorAccess } from './access';
import { actorTurns, type ActorTurns, type ActorType } from './turns';
import { isBug, TURN_FAULT } from './turn-fault';
import { sidecarOnly } from '../dapr/guard';
import { reminderGate, type ReminderGate } from './reminder-gate';
import { createRouter } from '../http/router';

export interface ActorHostOptions {
  appApiToken: string;
  log: Logger;
  access: ActorAccess;
  /** Go duration after which an idle actor is put away. */
  idleTimeout?: string;
  /**
   * Limits concurrent reminders; the caller that gives one stops it with the
   * process.
   */
  reminders?: ReminderGate;
  /** The actors of this process; given by who wants to peek at them. */
  turns?: ActorTurns;
}

const ReminderBody = z.looseObject({ data: z.unknown().optional() });
const Carrier = z.looseObject({ traceparent: z.string().optional() });

/**
 * The actor side of Dapr's application API for Koa. What a method returns is
 * answered with exactly 200 (the sidecar turns every other status into a bare
 * 500), and so is that a turn failed by a bug; any other fault with 500.
 */
export function actorHost(
  types: ActorType[],
  options: ActorHostOptions,
): Router {
  const {
    appApiToken,
    log,
    access,
    idleTimeout = '10m',
    reminders = reminderGate({ log }),
    turns = actorTurns(),
  } = options;
  const router = createRouter();
  const sidecar = sidecarOnly(appApiToken);
  const body = sidecarBody();
  const byName = new Map(types.map((type) => [type.name, type]));

  router.get('/dapr/config', sidecar, (ctx) => {
    ctx.body = {
      entities: types.map((type) => type.name),
      actorIdleTimeout: idleTimeout,
      // The default of 2 s lets turns overlap. Beyond 8 s placement gives up a
      // host that drains while its tables change; its sidecar may come back
      // with every actor call hanging (`actorWatch`).
      drainOngoingCallTimeout: '5s',
      drainRebalancedActors: true,
    };
  });

  router.put(
    '/actors/:type/:id/method/remind/:name',
    sidecar,
    body,
    async (ctx) => {
      const { type: typeName = '', id = '', name = '' } = ctx.params;
      const type = knownNames(id, name) ? byName.get(typeName) : undefined;
      const { data } = ReminderBody.parse(ctx.request.body);
      const carrier = Carrier.safeParse(data);
      // A failed one-shot reminder is dropped after four tries in three seconds
      // whatever is answered; a periodic one comes again.
      ctx.body = {};
      if (!type) return;
      const links = linkTo(
        carrier.success ? carrier.data.traceparent : undefined,
      );
      await reminders.enter(`${typeName}/${id}`, name, () =>
        inSpan(
          `remind ${typeName} ${name}`,
          { kind: 'CONSUMER', links, attributes: { 'actor.id': id } },
          // Its time begins when it leaves the gate.
          () =>
            withBudget(BUDGET_MS, () =>
              turns.take(type, id, async (actor) => actor.remind?.(name, data)),
            ),
        ).catch((err: unknown) =>
          log.error(
            { err, actor: `${typeName}/${id}`, reminder: name },
            'reminder failed',
          ),
        ),
      );
    },
  );

  router.put('/actors/:type/:id/method/:method', sidecar, body, async (ctx) => {
    const { type: typeName = '', id = '', method = '' } = ctx.params;
    const type = byName.get(typeName);
    if (!type?.methods.includes(method) || !knownNames(id)) {
      ctx.status = 404; // "method not found" to the caller
      ctx.body = {};
      return;
    }
    await access(ctx, typeName, method);
    const input: unknown = ctx.request.body;
    const result = await inSpan(
      `turn ${typeName} ${method}`,
      { attributes: { 'actor.id': id } },
      () => turns.take(type, id, (actor) => actor.invoke(method, input)),
    ).catch((err: unknown) => {
      if (!isBug(err)) throw err;
      log.error({ err, actor: `${typeName}/${id}`, method }, 'turn failed');
      return TURN_FAULT;
    });
    ctx.body = JSON.stringify(result ?? null); // a string keeps 200 where Koa would answer null with 204
    ctx.type = 'application/json';
  });

  router.delete('/actors/:type/:id', sidecar, async (ctx) => {
    const { type = '', id = '' } = ctx.params;
    reminders.drop(`${type}/${id}`);
    await turns.putAway(type, id);
    ctx.body = {};
  });

  router.all('/actors/{*rest}', sidecar, (ctx) => {
    ctx.status = 500;
    ctx.body = {};
  });
  return router;
}

// Whoever reaches the sidecar's internal port can make up any name.
const knownNames = (...names: string[]): boolean =>
  names.every((name) => Id.safeParse(name).success);
