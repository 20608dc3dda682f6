import { readConfig } from '@souk/platform/config/config';
import { sidecarReady } from '@souk/platform/dapr/sidecar-health';
import { run, serve } from '@souk/platform/http/serve';
import { connectMongo, databaseUnavailable } from '@souk/platform/mongo/client';
import { serviceParts } from '@souk/platform/service';
import { createOrdersApp } from './app';
import { cartCollection, cartStore } from './carts/store';
import { OrdersConfig } from './config';
import { liveFigures } from './live/figures';
import { quoteKeys, quoteTokens } from './quotes/token';
import { shippingCollection, shippingStore } from './shipping/store';
import { taxCollection, taxStore } from './taxes/store';

run(async () => {
  const config = readConfig(OrdersConfig, process.env);
  const parts = serviceParts('orders', config);
  const { log, metrics, sidecar, ask, closers } = parts;
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
    shipping: shippingStore(shippingCollection(mongo.db), now),
    taxes: taxStore(taxCollection(mongo.db), now),
    pricesIncludeTax: config.PRICES_INCLUDE_TAX,
    tokens: quoteTokens(quoteKeys(parts.secrets), now),
    live: liveFigures(ask),
    now,
    verify: parts.verify,
    verifyEvent: parts.verifyEvent,
    keys: parts.keys,
    appApiToken: config.APP_API_TOKEN,
    shell: { log, metrics, ready, faultOf: databaseUnavailable },
  });
  await serve(app, {
    host: config.HOST,
    port: config.PORT,
    log,
    closers: [() => mongo.close(), ...closers],
  });
});
