import type { Installation } from '@rapport/kernel';
import type { Logger } from 'pino';
import { App } from './app.ts';
import type { Config } from './config.ts';
import type { Foundation } from './foundation.ts';
import { HttpServer } from './http/http-server.ts';
import { startTracing } from './tracing.ts';
import type { Undo } from './undo.ts';

/** A query to begin with. */
export const FIRST_QUERY = `# Ten customers by name, with the last three things that happened.
{
  customers(first: 10, orderBy: [{ field: NAME }]) {
    totalCount
    nodes {
      id
      name
      phone
      owner { name }
      interactions(first: 3, orderBy: [{ field: OCCURRED_AT, direction: DESC }]) {
        nodes { occurredAt channel subject outcome }
      }
    }
  }
}
`;

export interface Serving {
  readonly port: number;
  readonly app: App;
}

/** Answers requests in this process. `figures` are those of all processes, where there are several. */
export async function serve(
  config: Config,
  logger: Logger,
  installation: Installation,
  foundation: Foundation,
  undo: Undo,
  figures?: () => Promise<string>,
): Promise<Serving> {
  // Made now, so that the first request need not wait for it.
  void installation.fullSchema;
  undo.add(await startTracing(config.traceEndpoint));
  const app = new App(config, logger, installation, foundation.api, foundation);
  undo.add(() => app.close());
  await app.start();
  const server = new HttpServer(app, { demoKey: foundation.demoKey, firstQuery: FIRST_QUERY, figures });
  undo.add(() => server.close());
  return { app, port: await server.listen(config.host, config.port) };
}
