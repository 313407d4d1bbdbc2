import {
  afterHandlers,
  alarmHandlers,
  Consumers,
  CRON_TASK,
  Executor,
  GraphileQueue,
  introduceAutomations,
  type JobHandler,
  type JobQueue,
  operatorAccess,
  PluginRunner,
  pluginJobHandlers,
  RUN_TASK,
  SCORING_RUN,
  Scheduler,
  scoringConsumers,
  scoringRunHandler,
  Triggers,
  WAKE_TASK,
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
    const { config, database, installation, outbound, files, settings, secrets, events } = app;
    const { jobs, alarms } = installation.whole;
    const report = (err: unknown, message: string) => app.logger.warn({ err }, message);
    const onCommit = () => events.onCommit();
    const queue = new GraphileQueue({
      connection,
      concurrency: config.jobConcurrency,
      named: config.pooler === 'none',
      report,
    });
    const plugins = new PluginRunner({ installation, database, outbound, files, settings, secrets, onCommit });
    const executor = new Executor({ installation, database, plugins, outbound, settings, onCommit });
    const triggers = new Triggers({ installation, database, plugins, onCommit });
    this.queue = queue;
    this.plugins = plugins;
    const onTenant = (tenantId: number) => this.introduceAutomations(tenantId);
    this.scheduler = new Scheduler({
      database,
      queue,
      jobs,
      alarms,
      failures: installation.failures,
      onTenant,
      report,
    });
    const consumers = [
      triggers.consumer,
      ...afterHandlers(installation, plugins),
      ...scoringConsumers(installation, plugins),
    ];
    this.consumers = new Consumers({ database, installation, heads: events.heads, consumers, report });
    this.handlers = new Map([
      ...pluginJobHandlers({ jobs, plugins, database }),
      ...alarmHandlers(alarms, plugins),
      [RUN_TASK, executor.run],
      [WAKE_TASK, executor.wake],
      [CRON_TASK, triggers.cron],
      [SCORING_RUN, scoringRunHandler({ installation, database, onCommit })],
    ]);
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

  /** Gives a tenant the automations of plugins, as the operator. */
  private async introduceAutomations(tenantId: number): Promise<void> {
    const { database, installation } = this.app;
    const bringing = installation.plugins.filter(({ automations = [] }) => automations.length > 0);
    if (bringing.length === 0) return;
    await database.transaction(tenantId, async (transaction) => {
      const place = await this.plugins.placeOf(transaction, tenantId);
      const work = this.plugins.workOf(operatorAccess, place, transaction);
      for (const { id, automations = [] } of bringing) await introduceAutomations(work, id, automations);
    });
  }
}
