import { readConfig } from '../config.ts';
import { createLogger } from '../logging.ts';
import { installProduct } from '../plugins/product-installation.ts';
import { type Serving, serve } from '../serve.ts';
import { StartError } from '../start-error.ts';
import { Undo } from '../undo.ts';
import type { Failure, Order, ToPrimary, ToWorker } from './messages.ts';

/** A process that answers requests; the primary starts it, gives it its order, and stops it. */

// Ctrl-C goes to the whole group; when to stop is for the primary to say.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

const undo = new Undo();
let serving: Promise<Serving> | undefined;

process.on('message', (message: ToWorker) => {
  if (message.kind === 'serve') {
    serving = start(message.order);
    serving.then(
      () => tell({ kind: 'serving' }),
      (error: unknown) => tell({ kind: 'failed', failure: describe(error) }),
    );
  } else if (message.kind === 'stop') stop();
  else if (message.kind === 'count') count(message.request);
});

async function start({ foundation, port }: Order): Promise<Serving> {
  const config = readConfig(process.env);
  const installation = await installProduct(config);
  return serve({ ...config, port }, createLogger(config.logLevel), installation, foundation, undo, figuresOfAll);
}

async function stop(): Promise<void> {
  // What is half started cannot be let go of.
  await serving?.catch(() => undefined);
  await undo.run();
  process.exit(0);
}

async function count(request: number): Promise<void> {
  const counts = await (await serving)?.app.metrics.registry.getMetricsAsJSON();
  tell({ kind: 'counted', request, counts: counts ?? [] });
}

let requests = 0;

/** Whichever worker is asked tells the figures of all. */
function figuresOfAll(): Promise<string> {
  const request = ++requests;
  return new Promise((resolve, reject) => {
    const hear = (message: ToWorker) => {
      if (message.kind !== 'figures' || message.request !== request) return;
      process.off('message', hear);
      if (message.text === undefined) reject(new Error('A worker did not tell its figures in time.'));
      else resolve(message.text);
    };
    process.on('message', hear);
    tell({ kind: 'wantFigures', request });
  });
}

function tell(message: ToPrimary): void {
  // When the primary is gone, so is this process in a moment.
  process.send?.(message, undefined, undefined, () => undefined);
}

function describe(error: unknown): Failure {
  if (error instanceof StartError) return { code: error.code, message: error.message, hint: error.hint };
  return { code: undefined, message: error instanceof Error ? error.message : String(error), hint: '' };
}
