import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Installation, PluginError } from '@rapport/kernel';
import { type CommandContext, Ctx, definePlugin, defineSettings, Mutation, Resolver, readSettings } from '@rapport/sdk';
import { createTestApp, type TestApp } from '@rapport/testing';

const settings = defineSettings('loyalty', {
  pointsPerEuro: { type: 'decimal', description: 'Points for a euro.', default: '1' },
  level: { type: 'enum', description: 'Level to begin with.', values: ['BRONZE', 'GOLD'], default: 'BRONZE' },
  days: { type: 'int', description: 'How long points hold.', min: 1, max: 1_000 },
  since: { type: 'date', description: 'First day of the programme.' },
  open: { type: 'boolean', description: 'Whether guests may join.', default: false },
  apiKey: { type: 'secret', description: 'Key of the card printer.' },
  region: { type: 'text', description: 'Where the installation stands.', scope: 'installation' },
});

@Resolver()
class SettingsProbe {
  @Mutation(() => String, { description: 'What the plugin reads.' })
  async readLoyaltySettings(@Ctx() context: CommandContext): Promise<string> {
    const values = await readSettings(context, settings);
    // Types follow from the declaration.
    const days: number | null = values.days;
    const level: 'BRONZE' | 'GOLD' = values.level;
    return JSON.stringify({ ...values, days, level, apiKey: values.apiKey?.length ?? null });
  }
}

const plugin = definePlugin({ id: 'loyalty', version: '1.0.0', settings, resolvers: [SettingsProbe] });
const CANARY = 'canary-of-the-card-printer';
const SET =
  'mutation($values: JSON!) { setPluginSettings(plugin: "loyalty", values: $values) { name value concealedSince } }';

let app: TestApp;
let file: string;
const lines: string[] = [];

beforeAll(async () => {
  file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'rapport-settings-')), 'settings.json');
  fs.writeFileSync(file, JSON.stringify({ loyalty: { region: 'APAC' } }));
  app = await createTestApp({
    plugins: [plugin],
    environment: { PLUGIN_SETTINGS: file },
    log: (line) => void lines.push(line),
  });
});
afterAll(async () => {
  fs.rmSync(path.dirname(file), { recursive: true });
  await app.close();
});

const seen = async (tenant = app.alpha) => {
  const { readLoyaltySettings } = await tenant.admin.get<{ readLoyaltySettings: string }>(
    'mutation { readLoyaltySettings }',
  );
  return JSON.parse(readLoyaltySettings);
};
const set = (values: object) => app.alpha.admin.get<{ setPluginSettings: object[] }>(SET, { values });

test('a plugin reads what its tenant and the operator told it, and defaults where they did not', async () => {
  expect(await seen()).toEqual({
    pointsPerEuro: '1',
    level: 'BRONZE',
    days: null,
    since: null,
    open: false,
    apiKey: null,
    region: 'APAC',
  });
  await set({ pointsPerEuro: '2.5', days: 90, since: '2026-03-01', level: 'GOLD', open: true });
  expect(await seen()).toMatchObject({
    pointsPerEuro: '2.5',
    days: 90,
    since: '2026-03-01',
    level: 'GOLD',
    open: true,
  });
  expect(await seen(app.beta)).toMatchObject({ pointsPerEuro: '1', days: null });
  await set({ days: null, level: null });
  expect(await seen()).toMatchObject({ pointsPerEuro: '2.5', days: null, level: 'BRONZE' });
});

test('[GU38] a secret is encrypted where it lies, and in no answer, event or log', async () => {
  const { setPluginSettings } = await set({ apiKey: CANARY });
  expect(setPluginSettings).toEqual([{ name: 'apiKey', value: null, concealedSince: expect.any(String) }]);
  expect(await seen()).toMatchObject({ apiKey: CANARY.length });
  expect(await seen(app.beta)).toMatchObject({ apiKey: null });
  const everywhere = await app.sql(`
select encode(box, 'escape') as text from plugin_secret union all select row_to_json(a)::text from audit_entry a
union all select row_to_json(o)::text from outbox o union all select row_to_json(p)::text from plugin_setting p`);
  expect(everywhere.length).toBeGreaterThan(3);
  expect(JSON.stringify(everywhere) + lines.join()).not.toContain(CANARY);
  const shown = await app.alpha.admin.get('{ pluginSettings { nodes { name value history { nodes { version } } } } }');
  expect(JSON.stringify(shown)).not.toContain(CANARY);
});

test.each([
  [{ pointsPerEuro: 2 }, 'values.pointsPerEuro'],
  [{ days: 0 }, 'values.days'],
  [{ days: 1.5 }, 'values.days'],
  [{ since: '2026-02-30' }, 'values.since'],
  [{ open: 'yes' }, 'values.open'],
  [{ level: 'TIN' }, 'values.level'],
  [{ apiKey: '' }, 'values.apiKey'],
  [{ region: 'EU' }, 'values.region'],
  [{ daze: 3 }, 'values.daze'],
  [['days'], 'values.0'],
])('%j is refused, and nothing is written', async (values, field) => {
  const before = await seen();
  const given = Array.isArray(values) ? values : { open: true, ...values };
  const error = await app.alpha.admin.refused(SET, { values: given });
  expect(error).toMatchObject({ code: 'INPUT_INVALID', field: Array.isArray(values) ? 'values' : field });
  expect(await seen()).toEqual(before);
});

test('whoever may see settings sees what there is to set; whoever may not change them does not', async () => {
  const DEFINITIONS = '{ settingDefinitions(plugin: "loyalty") { name type scope values default } }';
  const { settingDefinitions } = await app.alpha.admin.get<{ settingDefinitions: object[] }>(DEFINITIONS);
  expect(settingDefinitions).toHaveLength(7);
  expect(settingDefinitions).toContainEqual({
    name: 'level',
    type: 'enum',
    scope: 'TENANT',
    values: ['BRONZE', 'GOLD'],
    default: 'BRONZE',
  });
  expect(await app.alpha.as('manager').refused(DEFINITIONS)).toMatchObject({ code: 'FORBIDDEN' });
  expect(await app.alpha.as('manager').refused(SET, { values: { open: true } })).toMatchObject({ code: 'FORBIDDEN' });
});

test('settings that make no sense stop the start with the name of the plugin', () => {
  const refused = (declared: Parameters<typeof defineSettings>[1], of = 'loose') =>
    expect(
      () => new Installation([definePlugin({ id: 'loose', version: '1.0.0', settings: defineSettings(of, declared) })]),
    ).toThrow(expect.objectContaining({ constructor: PluginError, message: expect.stringContaining('"loose"') }));
  refused({ 'bad name': { type: 'int', description: '' } });
  refused({ level: { type: 'enum', description: '', values: ['A'], default: 'B' } });
  refused({ colour: { type: 'colour' as 'text', description: '' } });
  refused({}, 'other');
});

test('what the operator gives must be what plugins ask for', async () => {
  fs.writeFileSync(file, JSON.stringify({ loyalty: { days: 3 } }));
  await expect(createTestApp({ plugins: [plugin], environment: { PLUGIN_SETTINGS: file } })).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    message: 'loyalty.days: is set by each tenant.',
  });
  fs.writeFileSync(file, '{ nonsense');
  await expect(createTestApp({ environment: { PLUGIN_SETTINGS: file } })).rejects.toMatchObject({
    code: 'CONFIGURATION_INVALID',
    message: expect.stringContaining('is not what it must be'),
  });
});

test('each plugin has a command of its own, in which every setting has its type', async () => {
  const SET_TYPED = 'mutation($input: LoyaltySettingsInput!) { setLoyaltySettings(input: $input) { name value } }';
  const { beta } = app;
  const input = { pointsPerEuro: '3.5', days: 30, since: '2026-04-01', level: 'GOLD', open: true, apiKey: 'typed' };
  await beta.admin.get(SET_TYPED, { input });
  expect(await seen(beta)).toEqual({ ...input, apiKey: 5, region: 'APAC' });
  await beta.admin.get(SET_TYPED, { input: { days: null } });
  expect(await seen(beta)).toMatchObject({ days: null, level: 'GOLD' });
  for (const wrong of [{ days: 'many' }, { level: 'TIN' }, { region: 'EU' }, { nothing: 1 }, { since: 'soon' }])
    expect(await beta.admin.refused(SET_TYPED, { input: wrong })).toMatchObject({ code: 'BAD_USER_INPUT' });
  expect(await beta.admin.refused(SET_TYPED, { input: { open: false, days: 1_001 } })).toMatchObject({
    code: 'INPUT_INVALID',
    field: 'input.days',
  });
  expect(await seen(beta)).toMatchObject({ open: true, days: null });
  expect(await beta.as('seller').refused(SET_TYPED, { input })).toMatchObject({ code: 'FORBIDDEN' });
  await beta.admin.get('mutation { disablePlugin(id: "loyalty") { id } }');
  const deadline = Date.now() + 60_000;
  while ((await beta.admin.ask(SET_TYPED, { input: {} })).errors === undefined)
    if (Date.now() > deadline) throw new Error('The command is still there.');
});
