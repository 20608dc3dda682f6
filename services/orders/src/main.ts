import { readConfig } from '@souk/platform/config/config';
import { sidecarReady } from '@souk/platform/dapr/sidecar-health';
import { run, serve } from '@souk/platform/http/serve';
import { connectMongo, databaseUnavailable } from '@souk/platform/mongo/client';
import { serviceParts } from '@souk/platform/service';
import { createOrdersApp } from './app';
import { cartCollection, cartStore } from './carts/store';
import { OrdersConfig } from './config';
import { liveFigures } from './live/figures';

run(async () => {
  const config = readConfig(OrdersConfig, process.env);
  const parts = serviceParts('orders', config);
  const { log, metrics, sidecar, ask, verify, keys, closers } = parts;
  const now = () => new Date();
  const mongo = connectMongo(config.MONGODB_URI, config.MONGODB_DATABASE);
  const carts = cartStore(cartCollection(mongo.db), now);
  const ready = async () => {
    await Promise.all([
      sidecarReady(sidecar, { actors: false }),
      mongo.ready(),
      carts.indexed(),
    ]);
  };
  const app = createOrdersApp({
    carts,
    live: liveFigures(ask),
    now,
    verify,
    keys,
    shell: { log, metrics, ready, faultOf: databaseUnavailable },
  });
  await serve(app, {
    host: config.HOST,
    port: config.PORT,
    log,
    closers: [() => mongo.close(), ...closers],
  });
});
