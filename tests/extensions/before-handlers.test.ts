import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { definePlugin, field, Record, RecordBase, tablesSql } from '@rapport/sdk';
import { createTestApp, type TestApp } from '@rapport/testing';

@Record({ prefix: 'lmp', description: 'A lamp in a corridor.', grants: {} })
class Lamp extends RecordBase {
  @field.text({ description: 'Where it hangs.', maxLength: 20 })
  place!: string;

  @field.int({ description: 'How bright it is; who is told so turns no lamp brighter.', default: 5 })
  brightness!: number;
}

const corridor = definePlugin({
  id: 'corridor',
  version: '1.0.0',
  records: [Lamp],
  migrations: [{ id: '0001-create', sql: tablesSql({ id: 'corridor', records: [Lamp] }) }],
  before: [{ record: Lamp, on: ['updated'], run: async () => ({ brightness: 5 }) }],
});

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp({ plugins: [corridor] });
});
afterAll(() => app.close());

test('what a handler puts back to what it was is not changed, and stands in no history', async () => {
  const { id } = await app.alpha.admin.create('Lamp', { place: 'Door' });
  const change = (input: object) =>
    app.alpha.admin.get(
      'mutation($id: ID!, $input: UpdateLampInput!) { updateLamp(id: $id, input: $input) { place brightness version } }',
      { id, input },
    );
  expect(await change({ place: 'Stairs', brightness: 9 })).toEqual({
    updateLamp: { place: 'Stairs', brightness: 5, version: 2 },
  });
  expect(
    await app.sql("select after from audit_entry where record_id = $1 and operation = 'updated'", [id.slice(4)]),
  ).toEqual([{ after: { place: 'Stairs' } }]);
});
