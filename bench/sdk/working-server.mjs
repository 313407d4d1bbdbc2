/** The product with plugins that bench measures bring along, doing all that goes on by itself, in a process of its own. */
import { Installation, migrate } from '@rapport/kernel';
import { App, apiLoginOf, asOwner, createLogger, HttpServer, productPlugins, readConfig } from '@rapport/server';

const { BENCH_OWNER, BENCH_PORT, BENCH_PLUGINS } = process.env;
const owner = JSON.parse(BENCH_OWNER);
const { plugins } = BENCH_PLUGINS ? await import(BENCH_PLUGINS) : { plugins: [] };
const installation = new Installation([...productPlugins, ...plugins]);
await asOwner(owner, (queryRunner) => migrate(queryRunner, installation));
const config = readConfig({ NODE_ENV: 'production', RATE_LIMIT_PER_SECOND: '10000000', RATE_LIMIT_BURST: '10000000' });
const app = new App(config, createLogger('error'), installation, apiLoginOf(owner));
await app.start();
await new HttpServer(app, { demoKey: undefined, firstQuery: '' }).listen('127.0.0.1', Number(BENCH_PORT));
