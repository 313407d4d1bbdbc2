/** The product's API with a plugin that adds fields to customers. */
import { Installation, migrate } from '@rapport/kernel';
import { App, apiLoginOf, asOwner, createLogger, HttpServer, productPlugins, readConfig } from '@rapport/server';
import { benchPlugin } from './plugin.mjs';

const { BENCH_OWNER, BENCH_PORT } = process.env;
const owner = JSON.parse(BENCH_OWNER);
const installation = new Installation([...productPlugins, benchPlugin]);
await asOwner(owner, (queryRunner) => migrate(queryRunner, installation));
const config = readConfig({ NODE_ENV: 'production', RATE_LIMIT_PER_SECOND: '10000000' });
const app = new App(config, createLogger('error'), installation, apiLoginOf(owner));
await new HttpServer(app, { demoKey: undefined, firstQuery: '' }).listen('127.0.0.1', Number(BENCH_PORT));
