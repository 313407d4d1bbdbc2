/** The product's API: authentication, tenant, row-level security, cost check and permissions are on. */
import { Installation } from '@rapport/kernel';
import { App, apiLoginOf, createLogger, HttpServer, productPlugins, readConfig } from '@rapport/server';

const { BENCH_OWNER, BENCH_PORT, BENCH_PLANS } = process.env;
if (BENCH_PLANS === 'executed') {
  // Every answer is made by resolvers.
  const none = { answer: async () => undefined };
  Object.defineProperty(App.prototype, 'compiled', { get: () => none, set: () => undefined });
}
const config = readConfig({ NODE_ENV: 'production', RATE_LIMIT_PER_SECOND: '10000000' });
const app = new App(
  config,
  createLogger('error'),
  new Installation(productPlugins),
  apiLoginOf(JSON.parse(BENCH_OWNER)),
);
await new HttpServer(app, { demoKey: undefined, firstQuery: '' }).listen('127.0.0.1', Number(BENCH_PORT));
