import { readConfig } from '@souk/platform/config/config';
import { sidecarReady } from '@souk/platform/dapr/sidecar-health';
import { run, serve } from '@souk/platform/http/serve';
import { connectMongo, databaseUnavailable } from '@souk/platform/mongo/client';
import { createRelay } from '@souk/platform/mongo/relay';
import { serviceParts } from '@souk/platform/service';
import { v7 } from 'uuid';
import { createProductsApp } from './app';
import { ProductsConfig } from './config';
import { productCollection, productStore } from './products/store';

run(async () => {
  const config = readConfig(ProductsConfig, process.env);
  const parts = serviceParts('products', config);
  const { log, metrics, sidecar, verify, keys, closers } = parts;
  const now = () => new Date();
  const mongo = connectMongo(config.MONGODB_URI, config.MONGODB_DATABASE);
  const collection = productCollection(mongo.db);
  const relay = createRelay(collection, { ...parts, now });
  const store = productStore(collection, (id) => relay.saved(id), now);
  const ready = async () => {
    await Promise.all([
      sidecarReady(sidecar, { actors: false }),
      mongo.ready(),
      store.indexed(),
    ]);
  };
  const app = createProductsApp({
    store,
    quota: {
      products: config.MAX_PRODUCTS_PER_VENDOR,
      categories: config.MAX_CATEGORIES_PER_VENDOR,
    },
    newId: v7,
    now,
    verify,
    keys,
    shell: { log, metrics, ready, faultOf: databaseUnavailable },
  });
  relay.start();
  await serve(app, {
    host: config.HOST,
    port: config.PORT,
    log,
    closers: [() => relay.stop(), () => mongo.close(), ...closers],
  });
});
