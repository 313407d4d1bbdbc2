import type { Config } from '../config.ts';
import { demoFile } from '../demo/demo-credentials.ts';
import { createLogger } from '../logging.ts';
import { startProduct } from '../product.ts';
import { FIRST_QUERY } from '../serve.ts';
import { startWorkers } from '../workers/start-workers.ts';
import { reportFailure } from './report-failure.ts';

const STOP_DEADLINE_MS = 10_000;

/**
 * Starts the product, with one process or with a primary and workers, says how to use it, and stops it on Ctrl-C or
 * SIGTERM, also when one comes during the start.
 */
export async function start(config: Config, workers: number): Promise<void> {
  const logger = createLogger(config.logLevel);
  const asked = new Promise<NodeJS.Signals>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        // Whoever asks twice does not want to wait.
        process.on(signal, () => process.exit(1));
        resolve(signal);
      });
    }
  });
  const product = workers === 1 ? await startProduct(config, logger) : await startWorkers(config, logger, workers);
  console.log(greeting(product.url, product.demoKey, config));
  const end = 'failed' in product ? Promise.race([asked, product.failed]) : asked;
  const exitCode = await end.then((signal) => {
    logger.info({ signal }, 'stopping');
    return 0;
  }, reportFailure);
  setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
  await product.stop();
  process.exit(exitCode);
}

function greeting(url: string, key: string | undefined, config: Config): string {
  const lines = ['', `Rapport is ready.`, `  GraphQL   ${url}/graphql`, `  GraphiQL  ${url}/graphiql`];
  if (key) {
    lines.push(
      `  Key       ${key}`,
      `  For scripts: set -a; . ${demoFile(config.home)}; set +a`,
      '',
      'A first query, to paste into GraphiQL:',
      '',
      FIRST_QUERY,
    );
    lines.push('The same with curl:', '', curlExample(url, key));
  } else {
    lines.push('  A key     rapport key create --tenant <slug>');
  }
  lines.push('', 'Ctrl-C stops it.');
  return lines.join('\n');
}

const curlExample = (url: string, key: string) =>
  `  curl ${url}/graphql -H 'authorization: Bearer ${key}' -H 'content-type: application/json' -d '{"query":"{ customers(first: 3) { nodes { name phone } } }"}'`;
