import { CRON_TASK, type CronRule, nextTime, recordTypeOf, runOf } from '@rapport/kernel';
import { productPlugins } from '@rapport/server';
import type { TestApp } from './test-app.ts';

const DURATION = /^P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$/;
const DAY_MS = 86_400_000;
const PRODUCT: ReadonlySet<string> = new Set(productPlugins.map(({ id }) => id));
/** Of things that become due in one tick; more of them would take minutes. */
const MAX_STEPS = 500;

type DueColumn = readonly [table: string, column: string, which: string];

/**
 * Columns with the moment at which something is due, once. Time passes for them by being moved back.
 * What recurs keeps its place: its next time follows from the time of the test, and would otherwise from that of the clock.
 */
const DUE: readonly DueColumn[] = [
  ['timer', 'due_at', `task <> '${CRON_TASK}'`],
  ['failed_event', 'next_try_at', 'true'],
  ['event_progress', 'resume_at', 'true'],
  ['graphile_worker._private_jobs', 'run_at', 'true'],
];

/** Automations that begin at certain times. */
const CRON_TIMERS = `
select t.tenant_id, t.key, v.definition::jsonb -> 'trigger' as rule
from timer t
join automation a on a.tenant_id = t.tenant_id and a.id = (t.payload ->> 'automation')::uuid
join automation_version v on v.tenant_id = a.tenant_id and v.automation_id = a.id and v.number = a.current_version
where t.task = '${CRON_TASK}'`;

/** Milliseconds until the next of them is due. */
const nextOf = (columns: readonly DueColumn[]) => `
select (extract(epoch from min(due) - now()) * 1000)::float8 as after from (
  ${columns.map(([table, column, which]) => `select ${column} as due from ${table} where ${which}`).join(' union all ')}) d
where due > now()`;

/** Something that is due again and again. */
interface Recurring {
  readonly rule: Pick<CronRule, 'cron' | 'timeZone'>;
  /** Of a job of the product itself, which may be due every few minutes: when it was last done; undefined of all others. */
  readonly done?: Map<Recurring['rule'], number>;
  readonly run: (dueAt: Date) => Promise<unknown>;
}

interface Due {
  readonly after: number;
  readonly recurring: readonly Recurring[];
}

/** The time of a test: it passes when the test says so. */
export class TestClock {
  private readonly app: TestApp;
  /** How far the test is ahead of the clock, in milliseconds. */
  private ahead = 0;
  private readonly done = new Map<Recurring['rule'], number>();

  constructor(app: TestApp) {
    this.app = app;
  }

  /** Alarms are due when fields of records say so. */
  private get due(): readonly DueColumn[] {
    return [
      ...DUE,
      ...this.app.app.installation.whole.alarms.map(({ record, at }): DueColumn => {
        const { table, fields } = recordTypeOf(record);
        return [`"${table}"`, `"${fields.get(at)?.columns[0]}"`, 'deleted_at is null'];
      }),
    ];
  }

  async tick(duration: string): Promise<void> {
    if (!DURATION.test(duration)) throw new Error(`"${duration}" is no duration by ISO 8601, such as P14D or PT90M.`);
    await this.app.drain();
    const [row] = await this.app.sql<{ length: number }>(
      'select (extract(epoch from (now() + $1::interval) - now()) * 1000)::float8 as length',
      [duration],
    );
    let left = row?.length ?? 0;
    let now = Date.now() + this.ahead;
    this.done.clear();
    for (let step = 0; left > 0; step++) {
      if (step === MAX_STEPS) throw new Error(`More than ${MAX_STEPS} things are due within ${duration}: tick less.`);
      const { after, recurring } = await this.next(new Date(now), left);
      await this.pass(after);
      this.ahead += after;
      now += after;
      left -= after;
      await this.do(recurring, now);
    }
    // What of the product was held back has its turn at the end.
    const late = (await this.recurring()).filter(({ rule, done }) => {
      const last = done?.get(rule);
      return last !== undefined && last < now && +nextTime(rule, new Date(last)) <= now;
    });
    if (late.length > 0) await this.do(late, now);
  }

  private async do(recurring: readonly Recurring[], now: number): Promise<void> {
    for (const one of recurring) {
      await one.run(new Date(now));
      one.done?.set(one.rule, now);
    }
    await this.app.drain();
  }

  /** What is due next, or the end. */
  private async next(now: Date, end: number): Promise<Due> {
    const [row] = await this.app.sql<{ after: number | null }>(nextOf(this.due));
    const times = (await this.recurring()).map((one) => {
      // Once a day is enough for jobs of the product: nobody wants to wait for each of their minutes.
      const from = Math.max(+now, (one.done?.get(one.rule) ?? 0) + DAY_MS - 1);
      return { one, after: +nextTime(one.rule, new Date(from)) - +now };
    });
    const after = Math.min(end, row?.after ?? end, ...times.map((time) => time.after));
    return { after, recurring: times.flatMap((time) => (time.after === after ? [time.one] : [])) };
  }

  private async pass(milliseconds: number): Promise<void> {
    for (const [table, column, which] of this.due)
      await this.app.sql(
        `update ${table} set ${column} = ${column} - make_interval(secs => $1) where ${column} > now() and ${which}`,
        [milliseconds / 1_000],
      );
  }

  /** Jobs of plugins in every tenant that has the plugin switched on, and automations. */
  private async recurring(): Promise<Recurring[]> {
    const { database, background, installation } = this.app.app;
    const automations = await this.app.sql<{ tenant_id: number; key: string; rule: Recurring['rule'] }>(CRON_TIMERS);
    return [
      ...installation.whole.jobs.map((job) => ({
        rule: job,
        ...(PRODUCT.has(job.plugin) && { done: this.done }),
        run: async (dueAt: Date) => {
          for (const { id } of await this.app.sql<{ id: number }>(USERS, [job.plugin]))
            await database.forTenant(id).run(background.queue.add(id, [runOf(job, dueAt)]));
        },
      })),
      ...automations.map(({ tenant_id, key, rule }) => ({
        rule,
        run: () => this.app.sql(DUE_NOW, [tenant_id, key]),
      })),
    ];
  }
}

/** Tenants that have a plugin switched on. */
const USERS = `
select tenant_id as id from tenant t where not exists (
  select from plugin_switch s where s.tenant_id = t.tenant_id and s.plugin = $1 and not s.enabled and s.deleted_at is null)`;

const DUE_NOW = `
update timer set due_at = now(), payload = jsonb_set(payload, '{due}', to_jsonb(now()))
where tenant_id = $1 and key = $2`;
