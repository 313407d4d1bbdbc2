import { decideMessages, deliverBatch, type MessageProvider, messageSettings, Providers } from '@rapport/core';
import { Installation } from '@rapport/kernel';
import { App, createLogger, productPlugins, readConfig } from '@rapport/server';

/** What a worker is told. */
export interface WorkerTask {
  readonly connection: Parameters<typeof connect>[0];
  readonly tenantId: number;
  readonly template: string;
  readonly sources: readonly string[];
  readonly customers: readonly string[];
  readonly sink: string;
}

const BATCH = 20;

function connect(api: ConstructorParameters<typeof App>[3]): App {
  const config = readConfig({ NODE_ENV: 'test', SECRET_KEYS: 'only-for-tests-and-long-enough-for-a-key' });
  return new App(config, createLogger('silent', { write: () => undefined }), new Installation(productPlugins), api, {});
}

/** Hands messages to the sink of the test, which drops some of its replies. */
const sinkProvider = (url: string): MessageProvider => ({
  async send({ id, to }) {
    try {
      await fetch(url, { method: 'POST', body: JSON.stringify({ id, to }) });
      return { kind: 'sent', reference: null };
    } catch {
      return { kind: 'unknown', reason: 'No reply.' };
    }
  },
  async close() {},
});

/** Decides about messages of all campaigns to all customers, in an order of its own, and sends them, until it is killed. */
async function work(task: WorkerTask): Promise<never> {
  const app = connect(task.connection);
  const { signal } = new AbortController();
  const run = {
    tenantId: task.tenantId,
    plugin: 'messages',
    part: 'the worker',
    limits: { milliseconds: 600_000, rows: 1e9 },
    signal,
  };
  const providers = new Providers(new Map([['EMAIL', sinkProvider(task.sink)]]));
  return app.background.plugins.run(run, async (context) => {
    const settings = await context.settings(messageSettings);
    const turns = task.sources.flatMap((source) =>
      Array.from({ length: Math.ceil(task.customers.length / BATCH) }, (_, page) => ({ source, page })),
    );
    turns.sort(() => Math.random() - 0.5);
    for (;;) {
      for (const { source, page } of turns) {
        const customers = task.customers.slice(page * BATCH, (page + 1) * BATCH);
        await context.transaction((unit) =>
          decideMessages(
            unit,
            { channel: 'EMAIL', purpose: 'MARKETING', template: task.template, source, defaultZone: 'UTC' },
            {
              customers,
              select: (ids, sql) =>
                `select id as customer_id, ${sql.add(source, 'text')} || '/' || id as key, null::text as barred, null::jsonb as variables from unnest(${ids}) id`,
            },
          ),
        );
        await deliverBatch(context, providers, settings);
      }
    }
  });
}

const [, , task] = process.argv;
if (task) await work(JSON.parse(task) as WorkerTask);
