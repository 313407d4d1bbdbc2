import { afterAll, describe, expect, test } from '@jest/globals';
import {
  Computed,
  Ctx,
  definePlugin,
  ExtensionOf,
  field,
  Int,
  type RequestContext,
  Resolver,
  Root,
  tablesSql,
} from '@rapport/sdk';
import { contractOf, pluginContract } from '@rapport/testing';
import { labPlugin } from '../fixtures/lab.ts';
import { Specimen, specimenPlugin } from '../fixtures/specimen.ts';

pluginContract(labPlugin, { with: [specimenPlugin] });

@ExtensionOf(() => Specimen, { description: 'What a bad plugin adds.' })
class FrailSpecimen {
  @field.int({ description: 'Cannot be filtered.', nullable: true, filter: false })
  hidden!: number | null;

  @field.int({ description: 'Has lost its index.', nullable: true, order: true })
  rank!: number | null;
}

@Resolver(() => Specimen)
class FrailResolver {
  @Computed(() => Int, { description: 'Asks the database for each record.', needs: ['title'] })
  async namesakes(@Root() { title }: Specimen, @Ctx() { reader, tenant }: RequestContext): Promise<number> {
    const text = 'select count(*)::int as found from specimen where tenant_id = $1 and title = $2';
    const [row] = await reader.run<{ found: number }>({ text, values: [tenant.id, title] });
    return row?.found ?? 0;
  }
}

/** Does wrong what can be done wrong. */
const frail = definePlugin({
  id: 'frail',
  version: '1.0.0',
  requires: ['specimens'],
  rights: { Specimen: { read: 'all', create: 'all' } },
  extensions: [FrailSpecimen],
  resolvers: [FrailResolver],
  migrations: [
    {
      id: '0001-create',
      sql: `${tablesSql({ id: 'frail', extensions: [FrailSpecimen] })}
drop index "frail_specimen_rank_idx"; alter table "frail_specimen" no force row level security;`,
    },
  ],
  after: [
    {
      id: 'copy',
      events: ['specimen.deleted'],
      run: async (_event, { transaction }) => {
        await transaction((work) => work.create(Specimen, { title: 'one more' }));
      },
    },
  ],
  jobs: [
    {
      id: 'grow',
      cron: '0 3 * * *',
      catchUp: 'once',
      run: async ({ transaction }) => {
        await transaction((work) => work.create(Specimen, { title: 'every night' }));
      },
    },
  ],
});

/** Never gets what it waits for. */
const patient = definePlugin({
  id: 'patient',
  version: '1.0.0',
  requires: ['specimens'],
  after: [{ id: 'wait', events: ['pluginSwitch.deleted'], run: async () => undefined }],
});

describe('the contract is not held by', () => {
  const contracts = [contractOf(frail, { with: [specimenPlugin] }), contractOf(patient, { with: [specimenPlugin] })];
  afterAll(async () => {
    for (const contract of contracts) await contract.close();
  });
  const run = (name: string, of = 0) => contracts[of]?.checks.find((check) => check.name.startsWith(name))?.run();

  test.each([
    ['a migration that does not lead to what the classes declare', 'has migrations', /leave other indexes behind/],
    ['a handler that does it twice', 'handles events', /left something else behind than once: specimen/],
    ['a job that does it twice', 'does jobs', /The job grow, done twice .* left something else/],
    ['a field that cannot be filtered', 'Specimen.frail.hidden', /cannot be filtered/],
    ['a computed field with a statement per record', 'reads lists', /takes \d+ statements/],
  ])('%s', async (_what, name, message) => {
    await expect(run(name)).rejects.toThrow(message);
  });

  test('a handler that nothing was handed to, of which nothing is known', async () => {
    await expect(run('handles events', 1)).rejects.toThrow(/were handed nothing/);
  });

  test.each(['starts with nothing', 'Specimen.frail.rank', 'keeps tenants', 'can be switched off'])(
    'the same plugin where it does nothing wrong, so the tests above can fail: %s',
    (name) => run(name),
  );
});
