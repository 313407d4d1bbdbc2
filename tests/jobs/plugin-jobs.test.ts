import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Customer } from '@rapport/core';
import { PluginError, Team } from '@rapport/kernel';
import { definePlugin, type PluginJobContext } from '@rapport/sdk';
import { createTestApp, type TestApp } from '@rapport/testing';
import { Installation } from '../../packages/kernel/src/plugins/installation.ts';
import { until } from '../fixtures/until.ts';

const yearly = { cron: '0 0 1 1 *', catchUp: 'once' } as const;
const runs: { job: string; tenant: string; dueAt: Date }[] = [];
const note = (job: string, { tenant, dueAt }: PluginJobContext) => void runs.push({ job, tenant: tenant.slug, dueAt });

const plugin = definePlugin({
  id: 'tidy',
  version: '1.0.0',
  requires: ['customers'],
  rights: { Customer: { read: 'all', update: 'all' } },
  jobs: [
    {
      ...yearly,
      id: 'rename',
      run: async (context) => {
        await context.transaction(async (work) => {
          const found = await work.find(Customer, { filter: { name: { eq: 'untidy' } }, fields: ['id'] });
          for (const { id } of found) await work.update(Customer, String(id), { name: 'Tidy' });
        });
        note('rename', context);
      },
    },
    {
      ...yearly,
      id: 'trespass',
      run: async (context) => {
        note('trespass', context);
        await context.transaction((work) => work.create(Team, { name: 'mine' }));
      },
    },
    { ...yearly, id: 'nightly', cron: '0 3 * * *', catchUp: 'all', run: async (context) => note('nightly', context) },
  ],
});

let app: TestApp;

beforeAll(async () => {
  app = await createTestApp({ plugins: [plugin] });
  await app.start();
  await until(async () => (await app.sql('select 1 from scheduled_job where plugin = $1', [plugin.id])).length === 6);
});
afterAll(() => app.close());

const ran = (job: string) => runs.filter((one) => one.job === job);

interface Shown {
  readonly id: string;
  readonly nextAt: string;
  readonly endedAt: string | null;
  readonly fault: string | null;
}

async function jobNamed(name: string): Promise<Shown> {
  const document =
    'query($name: String!) { scheduledJobs(filter: { job: { eq: $name } }) { nodes { id nextAt endedAt fault } } }';
  const { scheduledJobs } = await app.alpha.admin.get<{ scheduledJobs: { nodes: Shown[] } }>(document, { name });
  return scheduledJobs.nodes[0] as Shown;
}

const RUN = 'mutation($id: ID!) { runScheduledJob(id: $id) { id } }';

test('a job runs in its tenant with the rights of its plugin, and its changes are the plugin’s', async () => {
  const [mine, theirs] = [await app.alpha.customer({ name: 'untidy' }), await app.beta.customer({ name: 'untidy' })];
  const before = await jobNamed('rename');
  await app.alpha.admin.get(RUN, { id: before.id });
  await until(async () => (await jobNamed('rename')).endedAt !== null);
  expect(ran('rename').map(({ tenant }) => tenant)).toEqual(['alpha']);
  const NAME = 'query($id: ID!) { customer(id: $id) { name history(first: 1) { nodes { actor } } } }';
  expect(await app.alpha.admin.get(NAME, { id: mine })).toMatchObject({
    customer: { name: 'Tidy', history: { nodes: [{ actor: 'plugin:tidy' }] } },
  });
  expect(await app.beta.admin.get(NAME, { id: theirs })).toMatchObject({ customer: { name: 'untidy' } });
  expect(await jobNamed('rename')).toMatchObject({ fault: null, nextAt: before.nextAt });
});

test('[GU21] a job cannot do what its plugin has no rights for, and says why it failed', async () => {
  await app.alpha.admin.get(RUN, { id: (await jobNamed('trespass')).id });
  await until(async () => (await jobNamed('trespass')).fault !== null);
  expect((await jobNamed('trespass')).fault).toBe('The role "plugin:tidy" may not create Team records.');
  expect(await app.sql("select 1 from team where name = 'mine'")).toEqual([]);
  // It is tried again later.
  const waiting = "select attempts from graphile_worker.jobs where key like '%trespass%' and locked_by is null";
  await until(async () => (await app.sql(waiting)).length === 1);
});

test('times that passed are made up for as the job says, once each, whoever looks', async () => {
  await app.sql(
    "update scheduled_job set next_at = date_trunc('day', now()) - interval '3 days' + interval '3 hours' where tenant_id = $1 and job = 'nightly'",
    [app.beta.id],
  );
  await Promise.all([app.app.background.scheduler.look(), app.app.background.scheduler.look()]);
  const due = () => ran('nightly').map(({ dueAt }) => dueAt.toISOString());
  await until(() => due().length >= 3);
  expect(new Set(due()).size).toBe(due().length);
  expect(due().every((time) => time.endsWith('T03:00:00.000Z'))).toBe(true);
});

test('jobs wait where the plugin is switched off, and are made up for once it is on again', async () => {
  const turn = (verb: string) => app.beta.admin.get(`mutation { ${verb}Plugin(id: "tidy") { state } }`);
  await turn('disable');
  await app.sql(
    "update scheduled_job set next_at = now() - interval '1 hour' where tenant_id = $1 and job = 'nightly'",
    [app.beta.id],
  );
  const before = ran('nightly').length;
  await app.app.background.scheduler.look();
  expect(await app.sql("select 1 from graphile_worker.jobs where key like 'tidy/nightly/%'")).toEqual([]);
  await turn('enable');
  await app.app.background.scheduler.look();
  await until(() => ran('nightly').length > before);
});

test('only whoever may change them lets jobs run', async () => {
  const { id } = await jobNamed('rename');
  expect(await app.alpha.as('seller').refused(RUN, { id })).toMatchObject({ code: 'FORBIDDEN' });
  expect(await app.beta.admin.refused(RUN, { id })).toMatchObject({ code: 'NOT_FOUND' });
});

test('jobs without a sound name or rule stop the start with the name of the plugin', () => {
  const run = async () => undefined;
  for (const jobs of [
    [{ ...yearly, id: 'Bad Name', run }],
    [{ ...yearly, id: 'a', cron: 'often', run }],
    [
      { ...yearly, id: 'a', run },
      { ...yearly, id: 'a', run },
    ],
  ])
    expect(() => new Installation([definePlugin({ id: 'loose', version: '1.0.0', jobs })])).toThrow(
      expect.objectContaining({ constructor: PluginError, message: expect.stringContaining('"loose"') }),
    );
});
