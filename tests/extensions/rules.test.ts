import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { definePlugin, defineRules, enumeration, field, Record, RecordBase, refuse, tablesSql } from '@rapport/sdk';
import { createTestApp, type TestApp } from '@rapport/testing';

const rules = defineRules({
  SEAT_TAKEN: 'A seat has one guest.',
  ROW_TAKEN: 'A row is rented to one at a time.',
  ROW_UNKNOWN: 'Rows are A to F.',
});

const SeatState = enumeration('SeatState', 'Whether it can be used.', { FREE: 'It can.', BROKEN: 'It cannot.' });

@Record({
  prefix: 'seat',
  description: 'A seat in a theatre.',
  unique: [{ fields: ['number'], rule: rules.SEAT_TAKEN }],
  windows: [{ from: 'rentedFrom', until: 'rentedUntil', exclusive: { by: ['row'], rule: rules.ROW_TAKEN } }],
  lifeCycle: {
    field: 'state',
    transitions: {
      breakDown: { description: 'It broke.', from: ['FREE'], to: 'BROKEN', byCode: true },
      mend: { description: 'It was mended.', from: ['BROKEN'], to: 'FREE' },
    },
  },
  grants: {},
})
class Seat extends RecordBase {
  @field.int({ description: 'Its number.' })
  number!: number;

  @field.enum(SeatState, { description: 'Whether it can be used.', default: 'FREE', writable: 'never' })
  state!: keyof typeof SeatState;

  @field.text({ description: 'Its row.', maxLength: 1 })
  row!: string;

  @field.date({ description: 'First day.' })
  rentedFrom!: string;

  @field.date({ description: 'Day after the last one.' })
  rentedUntil!: string;
}

const theatre = definePlugin({
  id: 'theatre',
  version: '1.0.0',
  records: [Seat],
  migrations: [{ id: '0001-create', sql: tablesSql({ id: 'theatre', records: [Seat] }) }],
  before: [
    {
      record: Seat,
      on: ['created'],
      run: async ({ record, path }) => {
        if (String(record.row) > 'F') refuse(rules.ROW_UNKNOWN, `${path}.row`, { last: 'F' });
        return undefined;
      },
    },
  ],
});

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp({ plugins: [theatre] });
});
afterAll(() => app.close());

const seat = (number: number, row: string, from: string, until: string) => ({
  number,
  row,
  rentedFrom: from,
  rentedUntil: until,
});

test('a broken rule is named, whether code, a unique index or an exclusive window finds it', async () => {
  const { admin } = app.alpha;
  await admin.create('Seat', seat(1, 'A', '2026-01-01', '2026-02-01'));
  expect(await admin.refusedToCreate('Seat', seat(2, 'G', '2026-01-01', '2026-02-01'))).toMatchObject({
    code: 'RULE_BROKEN',
    rule: 'ROW_UNKNOWN',
    field: 'input.row',
    last: 'F',
    message: 'input.row: Rows are A to F.',
  });
  expect(await admin.refusedToCreate('Seat', seat(1, 'B', '2026-01-01', '2026-02-01'))).toMatchObject({
    code: 'RULE_BROKEN',
    rule: 'SEAT_TAKEN',
    field: 'input.number',
  });
  expect(await admin.refusedToCreate('Seat', seat(3, 'A', '2026-01-31', '2026-03-01'))).toMatchObject({
    code: 'RULE_BROKEN',
    rule: 'ROW_TAKEN',
    field: 'input.rentedFrom',
  });
});

test('a step that is left to code has no mutation, and no automation takes it', async () => {
  const { admin } = app.alpha;
  const { id } = await admin.create('Seat', seat(9, 'C', '2026-01-01', '2026-02-01'));
  const { code } = await admin.refused('mutation($id: ID!) { breakDownSeat(id: $id) { id } }', { id });
  expect(code).toBe('GRAPHQL_VALIDATION_FAILED');
  const refused = await admin.refused('mutation($id: ID!) { mendSeat(id: $id) { id } }', { id });
  expect(refused).toMatchObject({ code: 'TRANSITION_REFUSED', allowed: [] });
  const definition = {
    trigger: { manual: true },
    recordType: 'Seat',
    steps: [{ id: 'one', type: 'transition', transition: 'breakDown' }],
  };
  const create =
    'mutation($definition: JSON!) { createAutomation(input: { key: "breaks", name: "Breaks", definition: $definition }) { id } }';
  expect(await admin.refused(create, { definition })).toMatchObject({
    code: 'AUTOMATION_INVALID',
    hint: 'It has mend.',
  });
});
