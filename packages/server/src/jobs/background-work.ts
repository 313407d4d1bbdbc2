import {
  afterHandlers,
  Consumers,
  GraphileQueue,
  type JobHandler,
  type JobQueue,
  PLUGIN_JOB,
  PluginRunner,
  pluginJobHandler,
  Scheduler,
} from '@rapport/kernel';
import type pg from 'pg';
import type { App } from '../app.ts';

/** What goes on without anybody asking, in every process that may run jobs. */
export class BackgroundWork {
  readonly queue: JobQueue;
  readonly scheduler: Scheduler;
  readonly consumers: Consumers;
  readonly plugins: PluginRunner;
  private readonly app: App;
  private readonly handlers: ReadonlyMap<string, JobHandler>;

  constructor(app: App, connection: pg.PoolConfig) {
    this.app = app;
    const { config, database, installation, outbound, events } = app;
    const report = (err: unknown, message: string) => app.logger.warn({ err }, message);
    this.queue = new GraphileQueue({
      connection,
      concurrency: config.jobConcurrency,
      named: config.pooler === 'none',
      report,
    });
    this.plugins = new PluginRunner({ installation, database, outbound, onCommit: () => events.onCommit() });
    const { queue, plugins } = this;
    const { jobs } = installation.whole;
    this.scheduler = new Scheduler({ database, queue, jobs, report });
    this.consumers = new Consumers({
      database,
      installation,
      heads: events.heads,
      consumers: afterHandlers(installation, plugins),
      report,
    });
    this.handlers = new Map([[PLUGIN_JOB, pluginJobHandler({ jobs, plugins, database })]]);
  }

  async start(): Promise<void> {
    if (this.app.config.jobConcurrency === 0) return;
    await this.queue.start(this.handlers);
    this.scheduler.start();
    this.consumers.start();
  }

  async stop(): Promise<void> {
    await this.consumers.stop();
    await this.scheduler.stop();
    await this.queue.stop();
  }
}
