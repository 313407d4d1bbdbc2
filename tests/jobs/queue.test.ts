import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { addJobs, GraphileQueue, type JobHandler, type NewJob, Scheduler, setTimer } from '@rapport/kernel';
import { createTestApp, type TestApp } from '@rapport/testing';
import { until } from '../fixtures/until.ts';

let app: TestApp;
const queues: GraphileQueue[] = [];
const reported: string[] = [];

beforeAll(async () => {
  app = await createTestApp();
});
afterEach(async () => {
  for (const queue of queues.splice(0)) await queue.stop();
  await app.sql('delete from graphile_worker._private_jobs');
});
afterAll(() => app.close());

const connection = () => ({ ...app.database.api, password: app.database.api.password ?? '' });

function queueOf(concurrency = 1): GraphileQueue {
  const report = (error: unknown, message: string) => void reported.push(`${message}: ${error}`);
  const queue = new GraphileQueue({ connection: connection(), concurrency, named: true, report });
  queues.push(queue);
  return queue;
}

const startWith = (handle: JobHandler, concurrency = 1) => queueOf(concurrency).start(new Map([['note', handle]]));

const complaints = () => reported.join('\n');

const note = (name: string | number): NewJob => ({ task: 'note', payload: { name } });
const add = (tenantId: number, jobs: readonly NewJob[]) =>
  app.app.database.transaction(tenantId, (transaction) => transaction.run(addJobs(tenantId, jobs)));

test('a job exists when the transaction that added it is committed, and runs for its tenant', async () => {
  const done: unknown[] = [];
  await startWith(async (payload, { tenantId, attempt }) => void done.push([payload, tenantId, attempt]));
  const { database } = app.app;
  const undone = database.transaction(app.alpha.id, async (transaction) => {
    await transaction.run(addJobs(app.alpha.id, [note('undone')]));
    throw new Error('no');
  });
  await expect(undone).rejects.toThrow('no');
  await add(app.beta.id, [note('done')]);
  await until(() => done.length > 0, complaints);
  expect(done).toEqual([[{ name: 'done' }, app.beta.id, 1]]);
});

test('a queue that starts while somebody adds the first job of a task in a long transaction does it all the same', async () => {
  const done: unknown[] = [];
  const first: NewJob = { task: 'never-seen', payload: { name: 'first' } };
  let start: Promise<void> | undefined;
  await app.app.database.transaction(app.alpha.id, async (transaction) => {
    await transaction.run(addJobs(app.alpha.id, [first]));
    start = queueOf().start(new Map([['never-seen', async (payload) => void done.push(payload)]]));
    // Longer than a role of ours waits for a lock, and for a statement.
    await sleep(2_500);
  });
  await start;
  await until(() => done.length > 0, complaints);
  expect(done).toEqual([{ name: 'first' }]);
});

test('a tenant with 10,000 jobs delays that of another by a few', async () => {
  const order: number[] = [];
  for (let thousand = 0; thousand < 10; thousand++)
    await add(
      app.alpha.id,
      Array.from({ length: 1_000 }, (_, index) => note(thousand * 1_000 + index)),
    );
  await add(app.beta.id, [note('the other')]);
  await startWith(async (_, { tenantId }) => void order.push(tenantId));
  await until(() => order.includes(app.beta.id), complaints);
  expect(order.indexOf(app.beta.id)).toBeLessThanOrEqual(5);
  // Whoever is alone gets everything, however often his turn is over.
  const reached = order.length;
  await until(() => order.length > reached + 50, complaints);
});

test('a job that fails is tried again later, and given up after its last try', async () => {
  const tries: boolean[] = [];
  await startWith(async (_, { isLastTry }) => {
    tries.push(isLastTry);
    throw new Error('always');
  });
  await add(app.alpha.id, [{ ...note('poison'), maxTries: 2 }, note('fine')]);
  await until(() => tries.length === 2, complaints);
  await app.sql('update graphile_worker._private_jobs set run_at = now() where max_attempts = 2');
  await until(() => tries.includes(true), complaints);
  const left =
    'select attempts, max_attempts from graphile_worker.jobs where locked_by is null and attempts = max_attempts';
  await until(async () => (await app.sql(left)).length === 1, complaints);
  expect(tries.filter(Boolean)).toHaveLength(1);
});

/** Cuts every connection of the API to this database. */
const cutConnections = () =>
  app.sql(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename <> 'postgres'",
  );

test('what became of a job is noted when the database is back, however it was lost', async () => {
  const tries: number[] = [];
  await startWith(async ({ name }, { attempt }) => {
    if (name === 'marker') return;
    tries.push(attempt);
    await cutConnections();
    // It fails, and is done at its second try.
    if (attempt === 1) throw new Error('no');
  });
  await add(app.alpha.id, [note('unlucky')]);
  await until(async () => (await app.sql('select from graphile_worker._private_jobs')).length === 0, complaints);
  expect(tries).toEqual([1, 2]);
});

test('a job that a process was given by an answer that it never got is done all the same', async () => {
  const done: unknown[] = [];
  await startWith(async (payload) => void done.push(payload));
  await add(app.alpha.id, [{ ...note('lost'), runAt: new Date(Date.now() + 3_600_000) }]);
  await app.sql(
    "update graphile_worker._private_jobs set run_at = now(), attempts = 1, locked_at = now() - interval '1 minute', locked_by = (select id from job_worker order by seen_at desc limit 1)",
  );
  await until(() => done.length === 1, complaints);
});

test('a job that is tried again and runs for long is given to nobody else', async () => {
  const tries: number[] = [];
  await startWith(async (_, { attempt }) => {
    tries.push(attempt);
    if (attempt === 1) throw new Error('no');
    await app.sql("update graphile_worker._private_jobs set locked_at = now() - interval '1 minute'");
    // By then its first try is forgotten, and whoever is thought to hold it in error is relieved of it.
    await sleep(16_000);
  }, 2);
  await add(app.alpha.id, [note('long')]);
  await until(async () => (await app.sql('select from graphile_worker._private_jobs')).length === 0, complaints);
  expect(tries).toEqual([1, 2]);
});

test('a stop leaves what is running to another process', async () => {
  let taken = 0;
  const stubborn: JobHandler = async (_, { signal }) => {
    taken++;
    await once(signal, 'abort');
    throw new Error('stopped');
  };
  await startWith(stubborn);
  await add(app.alpha.id, [note('left')]);
  await until(() => taken === 1, complaints);
  await queues.splice(0)[0]?.stop();
  const done: unknown[] = [];
  await startWith(async ({ name }) => void done.push(name));
  await until(() => done.length === 1, complaints);
});

test('[GU11] what a killed process was doing is taken up by another one', async () => {
  const hooks = path.resolve('tools/ts-hooks.mjs');
  const script = path.resolve('tests/jobs/hanging-worker.ts');
  const child = spawn(
    process.execPath,
    ['--conditions=@rapport/source', '--import', hooks, script, JSON.stringify(connection())],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await add(app.alpha.id, [note('survivor')]);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  await until(() => output.includes('took survivor'), complaints);
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  const done: unknown[] = [];
  // As long as the dead one may be alive, nobody takes its job.
  await startWith(async ({ name }) => void done.push(name));
  await add(app.alpha.id, [note('next')]);
  await until(() => done.length === 1, complaints);
  expect(done).toEqual(['next']);
  await queues.splice(0)[0]?.stop();
  // A minute passes.
  await app.sql("update job_worker set seen_at = seen_at - interval '1 minute'");
  await app.sql("update graphile_worker._private_jobs set locked_at = locked_at - interval '1 minute'");
  await startWith(async ({ name }) => void done.push(name));
  await until(() => done.length === 2, complaints);
  expect(done).toEqual(['next', 'survivor']);
});

test('a timer becomes one job when it is due, whoever looks first', async () => {
  const { database } = app.app;
  const due = { task: 'note', payload: { name: 'woken' }, dueAt: new Date(Date.now() - 1_000), key: 'one' };
  await database.transaction(app.alpha.id, async (transaction) => {
    await setTimer(transaction, app.alpha.id, due);
    await setTimer(transaction, app.alpha.id, { ...due, key: 'later', dueAt: new Date(Date.now() + 3_600_000) });
  });
  const schedulers = [queueOf(), queueOf()].map(
    (queue) =>
      new Scheduler({
        database,
        queue,
        jobs: [],
        alarms: [],
        failures: app.app.installation.failures,
        onTenant: async () => undefined,
        report: (error) => void reported.push(String(error)),
      }),
  );
  await Promise.all(schedulers.map((one) => one.look()));
  const jobs = await app.sql('select 1 from graphile_worker.jobs');
  expect(jobs).toHaveLength(1);
  expect(await app.sql('select key from timer')).toEqual([{ key: 'later' }]);
});
