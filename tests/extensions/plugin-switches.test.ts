import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestTenant } from '@rapport/testing';
import { connect, Followed } from '../events/follow.ts';
import { labPlugin } from '../fixtures/lab.ts';
import { specimenPlugin } from '../fixtures/specimen.ts';

const LAB = '{ specimens { nodes { title lab { weight } } } }';
const SPECIMENS = '{ specimens { nodes { title } } }';

let app: TestApp;

beforeAll(async () => {
  app = await createTestApp({ plugins: [specimenPlugin, labPlugin] });
});
afterAll(() => app.close());

const states = async ({ admin }: TestTenant) =>
  Object.fromEntries(
    (
      await admin.get<{ plugins: { id: string; state: string; migration: string | null }[] }>(
        '{ plugins { id state migration } }',
      )
    ).plugins.map(({ id, state }) => [id, state]),
  );
const turn = (tenant: TestTenant, verb: 'enable' | 'disable', id: string) =>
  tenant.admin.ask(`mutation($id: String!) { ${verb}Plugin(id: $id) { id state version requires migration } }`, { id });
/** What is known of an actor is kept for a second. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 1_100));

describe('a tenant', () => {
  test('sees the plugins of the installation and uses them all at first', async () => {
    expect(await states(app.alpha)).toMatchObject({ system: 'ENABLED', specimens: 'ENABLED', lab: 'ENABLED' });
    expect(await app.alpha.as('seller').refused('{ plugins { id } }')).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('switches a plugin off and on again: its part of the schema goes and comes, its data stays, others notice nothing', async () => {
    const { alpha, beta } = app;
    await alpha.admin.create('Specimen', { title: 'kept', lab: { weight: 7 } });
    await beta.admin.create('Specimen', { title: 'other', lab: { weight: 1 } });
    expect((await turn(alpha, 'disable', 'lab')).data).toEqual({
      disablePlugin: {
        id: 'lab',
        state: 'DISABLED',
        version: '1.0.0',
        requires: ['specimens'],
        migration: '0001-create',
      },
    });
    await settled();
    expect(await alpha.admin.refused(LAB)).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
    expect(await alpha.admin.refusedToCreate('Specimen', { title: 'x', lab: { weight: 1 } })).toMatchObject({
      code: 'BAD_USER_INPUT',
    });
    expect(await alpha.admin.get(SPECIMENS)).toEqual({ specimens: { nodes: [{ title: 'kept' }] } });
    await alpha.admin.create('Specimen', { title: 'meanwhile' });
    expect(await beta.admin.get(LAB)).toEqual({ specimens: { nodes: [{ title: 'other', lab: { weight: 1 } }] } });
    await turn(alpha, 'enable', 'lab');
    await settled();
    expect(await alpha.admin.get(LAB)).toEqual({
      specimens: {
        nodes: [
          { title: 'meanwhile', lab: { weight: null } },
          { title: 'kept', lab: { weight: 7 } },
        ],
      },
    });
    expect(await alpha.admin.get('{ specimens { nodes { lab { score } } } }')).toEqual({
      specimens: { nodes: [{ lab: { score: 10 } }, { lab: { score: 10 } }] },
    });
  });

  test('switches off nothing that others need', async () => {
    expect((await turn(app.alpha, 'disable', 'specimens')).errors).toMatchObject([
      { message: 'The plugin "lab" requires "specimens".', extensions: { code: 'PLUGIN_IN_USE', field: 'id' } },
    ]);
    expect((await turn(app.alpha, 'disable', 'system')).errors).toMatchObject([
      { extensions: { code: 'PLUGIN_IN_USE' } },
    ]);
    expect((await turn(app.alpha, 'disable', 'nothing')).errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    await turn(app.beta, 'disable', 'lab');
    await turn(app.beta, 'disable', 'specimens');
    expect((await turn(app.beta, 'enable', 'lab')).errors).toMatchObject([{ extensions: { code: 'PLUGIN_IN_USE' } }]);
    await settled();
    expect(await app.beta.admin.refused(SPECIMENS)).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
    expect(await states(app.beta)).toMatchObject({ specimens: 'DISABLED', lab: 'DISABLED', customers: 'ENABLED' });
  });

  test('never ends up with a plugin without what it requires, whoever switches at the same time', async () => {
    await Promise.all([turn(app.beta, 'enable', 'specimens')]);
    for (let round = 0; round < 5; round++) {
      await Promise.all([turn(app.beta, 'enable', 'lab'), turn(app.beta, 'disable', 'specimens')]);
      const rows = await app.sql<{ plugin: string; enabled: boolean }>(
        'select plugin, enabled from plugin_switch where tenant_id = $1 order by plugin',
        [app.beta.id],
      );
      const [lab, specimens] = rows.map(({ enabled }) => enabled);
      expect([lab, specimens]).not.toEqual([true, false]);
      await turn(app.beta, 'disable', 'lab');
      await turn(app.beta, 'enable', 'specimens');
    }
  });

  test('has subscriptions to what was switched off ended, and the others go on', async () => {
    await turn(app.alpha, 'enable', 'lab');
    const client = connect(await app.listen(), app.alpha.admin.key);
    const weighty = new Followed(
      client,
      'subscription { specimenChanged { id kind cursor node { id lab { weight } } } }',
    );
    const plain = new Followed(client, 'subscription { specimenChanged { id kind cursor node { id } } }');
    await Promise.all([
      weighty.until(({ events }) => events.length > 0),
      plain.until(({ events }) => events.length > 0),
    ]);
    await turn(app.alpha, 'disable', 'lab');
    await weighty.until(({ ended }) => ended !== undefined);
    await app.alpha.admin.create('Specimen', { title: 'seen' });
    await plain.has(1);
    await client.dispose();
  });
});
