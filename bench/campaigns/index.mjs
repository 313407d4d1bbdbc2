/**
 * Campaigns at the size of a large company: deciding about an audience, asking a segment's rule, and keeping many segments
 * fresh while customers change. What can be written by hand is, and both run in turn on one machine.
 */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Installation } from '@rapport/kernel';
import { App, apiLoginOf, createLogger, productPlugins, readConfig } from '@rapport/server';
import { connectionsOf } from '../api/data.mjs';
import { openCustomers } from '../customers/data.mjs';
import { machine, root } from '../product.mjs';
import { measureDecisions } from './decisions.mjs';
import { measureFreshness } from './freshness.mjs';
import { measureSegment } from './segment.mjs';

const measures = { decisions: measureDecisions, segment: measureSegment, freshness: measureFreshness };

const HELP = `npm run bench -- campaigns [options]

  --customers <n>   size of the tenant; each has five interactions (1000000)
  --audience <n>    customers about whom is decided (200000)
  --segments <n>    segments that are kept fresh (500)
  --writes <n>      changes of customers in a second meanwhile (100)
  --seconds <n>     for so long (60)
  --only <names>    ${Object.keys(measures).join(',')}`;

export async function run(args) {
  const number = (value) => ({ type: 'string', default: String(value) });
  const { values } = parseArgs({
    args,
    options: {
      customers: number(1_000_000),
      audience: number(200_000),
      segments: number(500),
      writes: number(100),
      seconds: number(60),
      only: { type: 'string', default: Object.keys(measures).join(',') },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(HELP);
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
  const sizes = Object.fromEntries(
    ['customers', 'audience', 'segments', 'writes', 'seconds'].map((name) => [name, Number(values[name])]),
  );
  // Segments are kept fresh by the process that holds the database open.
  const data = await openCustomers(sizes.customers, values.only.includes('freshness') ? {} : undefined);
  const { owner } = connectionsOf(path.join(root, `.cache/bench-customers-${sizes.customers}`));
  const app = new App(
    readConfig({ NODE_ENV: 'production', SECRET_KEYS: 'only-for-figures-and-long-enough-for-one', POOL_SIZE: '5' }),
    createLogger('error'),
    new Installation(productPlugins),
    apiLoginOf(owner),
  );
  /** Code that acts as a plugin, without bounds. */
  const act = (plugin, code) =>
    app.background.plugins.run(
      {
        tenantId: data.tenant,
        plugin,
        part: 'the benchmark',
        limits: { milliseconds: 3_600_000, rows: Number.MAX_SAFE_INTEGER },
        signal: new AbortController().signal,
      },
      code,
    );
  try {
    console.log(`machine: ${machine()}; ${sizes.customers.toLocaleString('en')} customers\n`);
    for (const name of values.only.split(',')) {
      if (!(name in measures)) throw new Error(`There is no measure "${name}".\n${HELP}`);
      await measures[name]({ ...data, app, act, sizes });
    }
  } finally {
    await app.close();
    await data.close();
  }
}
