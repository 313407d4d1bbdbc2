import assert from 'node:assert/strict';
import { type RecordType, runOf } from '@rapport/kernel';
import type { TestApp } from '../test-app.ts';
import { isCreatable } from './samples.ts';
import type { ContractSubject, Handed } from './subject.ts';

const LIMITS = { milliseconds: 30_000, rows: 10_000 };
/** What the machine keeps of its own work, which is another with every try. */
const MACHINE = new Set(['FailedEvent', 'ScheduledJob', 'ApiKey']);

/** Every handler is handed each event twice, as after a crash: what it left behind must be the same. */
export async function checkHandlers(subject: ContractSubject): Promise<void> {
  const { after = [] } = subject.plugin;
  if (after.length === 0) return;
  const app = await subject.filledApp();
  await bringAbout(subject, app);
  const calls = subject.handed.filter(({ tenantId }) => tenantId === app.alpha.id);
  const silent = after.filter((handler) => !calls.some((call) => call.handler === handler)).map(({ id }) => id);
  assert.deepEqual(
    silent,
    [],
    'These handlers were handed nothing. Let happen what they wait for, in `exercise` of the contract.',
  );
  const before = await stateOf(subject, app);
  for (const call of latestOf(calls)) await handAgain(subject, app, call);
  await app.drain();
  assertSame(await stateOf(subject, app), before, 'Events that were handled twice');
}

/** Every job is done twice for the same time. */
export async function checkJobs(subject: ContractSubject): Promise<void> {
  const { jobs = [], id: plugin } = subject.plugin;
  if (jobs.length === 0) return;
  const app = await subject.filledApp();
  const { database, background } = app.app;
  const dueAt = new Date();
  for (const job of jobs) {
    const run = async () => {
      const add = background.queue.add(app.alpha.id, [runOf({ ...job, plugin }, dueAt)]);
      await database.forTenant(app.alpha.id).run(add);
      await app.drain();
      const [row] = await app.sql<{ fault: string | null }>(
        'select fault from scheduled_job where tenant_id = $1 and plugin = $2 and job = $3',
        [app.alpha.id, plugin, job.id],
      );
      assert.equal(row?.fault ?? null, null, `The job ${job.id} failed.`);
    };
    await run();
    const once = await stateOf(subject, app);
    await run();
    assertSame(await stateOf(subject, app), once, `The job ${job.id}, done twice for the same time,`);
  }
}

/** Creates, changes, deletes and restores records of the types whose events the handlers follow. */
async function bringAbout(subject: ContractSubject, app: TestApp) {
  const { installation, plugin, options, handed } = subject;
  const { catalogue, events } = installation;
  const patterns = (plugin.after ?? []).flatMap((handler) => handler.events);
  const wants = events.matcher(patterns, 'events');
  for (const type of catalogue.types.filter(({ name }) => events.ofRecords(name).some(wants))) {
    if (!isCreatable(type)) continue;
    const id = await subject.create(app.alpha, type);
    await app.drain();
    await change(type, id);
  }
  await options.exercise?.(app);
  await app.drain();
  const faults = await app.sql<{ handler: string; fault: string }>(
    'select handler, fault from failed_event where plugin = $1 and fault is not null',
    [plugin.id],
  );
  assert.deepEqual(faults, [], `Handlers of ${plugin.id} failed, having been handed ${handed.length} events.`);

  async function change(type: RecordType, id: string): Promise<void> {
    if (type.commands.includes('update')) {
      const input = await subject.input(app.alpha, type);
      const writable = Object.fromEntries(
        Object.entries(input).filter(([name]) => (type.fields.get(name)?.writable ?? 'always') === 'always'),
      );
      await app.alpha.admin.ask(
        `mutation($id: ID!, $input: Update${type.name}Input!) { update${type.name}(id: $id, input: $input) { id } }`,
        { id, input: writable },
      );
      await app.drain();
    }
    if (type.commands.includes('delete'))
      for (const verb of ['delete', 'restore']) {
        await app.alpha.admin.ask(`mutation($id: ID!) { ${verb}${type.name}(id: $id) { id } }`, { id });
        await app.drain();
      }
  }
}

/** The last event of each handler about each record: what may come again, for everything before it is known to be handled. */
function latestOf(calls: readonly Handed[]): Handed[] {
  const latest = new Map(calls.map((call) => [`${call.handler.id} ${call.event.recordId ?? call.event.id}`, call]));
  return [...latest.values()];
}

async function handAgain({ plugin }: ContractSubject, app: TestApp, { handler, tenantId, event }: Handed) {
  const part = `the handler ${handler.id}, for the second time,`;
  const signal = new AbortController().signal;
  await app.app.background.plugins.run({ tenantId, plugin: plugin.id, part, limits: LIMITS, signal }, (context) =>
    handler.run(event, context),
  );
}

type State = Readonly<Record<string, readonly string[]>>;

/** All records, without what every change changes, and the events that the plugin published. */
async function stateOf({ installation, plugin }: ContractSubject, app: TestApp): Promise<State> {
  const state: Record<string, string[]> = {};
  const tables = installation.catalogue.types
    .filter(({ name }) => !MACHINE.has(name))
    .flatMap(({ table, extensions }) => [table, ...[...extensions.values()].map((one) => one.table)]);
  for (const table of new Set(tables)) {
    const rows = await app.sql<{ row: string }>(
      `select (to_jsonb(t) - 'version' - 'updated_at')::text as row from "${table}" t order by tenant_id, id`,
    );
    state[table] = rows.map(({ row }) => row);
  }
  const published = await app.sql<{ row: string }>(
    'select type || patch::text as row from event_log where type = any($1) order by tenant_id, seq',
    [(plugin.events ?? []).map(({ type }) => type)],
  );
  return { ...state, 'events that it published': published.map(({ row }) => row) };
}

function assertSame(after: State, before: State, what: string): void {
  for (const [where, rows] of Object.entries(before))
    assert.deepEqual(after[where], rows, `${what} left something else behind than once: ${where}.`);
}
