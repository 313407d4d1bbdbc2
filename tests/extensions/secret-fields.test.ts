import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Customer } from '@rapport/core';
import {
  Arg,
  belongsTo,
  type CommandContext,
  Ctx,
  definePlugin,
  ExtensionOf,
  field,
  ID,
  Mutation,
  Record,
  RecordBase,
  type Ref,
  Resolver,
  type SecretState,
  tablesSql,
} from '@rapport/sdk';
import { createTestApp, type TestApp } from '@rapport/testing';
import { type GraphQLSchema, isInputObjectType, isObjectType } from 'graphql';

@Record({
  prefix: 'trm',
  description: 'A terminal at the door of a customer.',
  ownership: { through: 'customer' },
  indexes: [['customerId', '-createdAt', '-id']],
  grants: { manager: { read: 'all', create: 'all', update: 'all' } },
})
class Terminal extends RecordBase {
  @belongsTo(() => Customer, { description: 'Whose door it is at.' })
  customer!: Ref<Customer>;

  @field.secret({ description: 'Opens the door.', maxLength: 40 })
  pin!: SecretState;
}

@ExtensionOf(() => Customer, { description: 'What the porter knows.' })
class PorterCustomer {
  @field.secret({ description: 'What he asks for on the telephone.' })
  password!: SecretState;

  @field.text({ description: 'His floor.', maxLength: 20, nullable: true })
  floor!: string | null;
}

@Resolver()
class PorterResolver {
  @Mutation(() => [Boolean], { description: 'Whether these are the pin and the password.' })
  async checkSecrets(
    @Arg('terminal', () => ID, { description: 'Terminal.' }) terminal: string,
    @Arg('customer', () => ID, { description: 'Customer.' }) customer: string,
    @Arg('given', () => [String], { description: 'Pin and password.' }) given: string[],
    @Ctx() { work }: CommandContext,
  ): Promise<boolean[]> {
    return [
      (await work.openSecret(Terminal, terminal, 'pin')) === given[0],
      (await work.openSecret(PorterCustomer, customer, 'password')) === given[1],
    ];
  }
}

const porter = definePlugin({
  id: 'porter',
  version: '1.0.0',
  requires: ['customers'],
  records: [Terminal],
  extensions: [PorterCustomer],
  resolvers: [PorterResolver],
  migrations: [
    { id: '0001-create', sql: tablesSql({ id: 'porter', records: [Terminal], extensions: [PorterCustomer] }) },
  ],
});

let app: TestApp;
const lines: string[] = [];
beforeAll(async () => {
  app = await createTestApp({ plugins: [porter], log: (line) => lines.push(line) });
});
afterAll(() => app.close());

const CHECK =
  'mutation($terminal: ID!, $customer: ID!, $given: [String!]!) { checkSecrets(terminal: $terminal, customer: $customer, given: $given) }';

async function withSecrets(pin: string | null, password: string | null) {
  const customer = await app.alpha.customer({ porter: { password } });
  const { id: terminal } = await app.alpha.admin.create('Terminal', { customerId: customer, pin });
  return { customer, terminal };
}

const READ = `query($customer: ID!, $terminal: ID!) {
  customer(id: $customer) { porter { floor password { isSet } } }
  terminal(id: $terminal) { pin { isSet __typename } } }`;

const shown = (password: boolean, pin: boolean) => ({
  customer: { porter: { floor: null, password: { isSet: password } } },
  terminal: { pin: { isSet: pin, __typename: 'SecretState' } },
});

/** Where a text stands in the database, in any column of any table. */
async function whereverItStands(text: string): Promise<string[]> {
  const tables = await app.sql<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await app.sql(`select 1 from ${name} t where t::text like '%' || $1 || '%' limit 1`, [text]);
    if (rows.length > 0) found.push(name);
  }
  return found;
}

describe('a secret field', () => {
  test('[GU38] is taken, read by the code of its plugin, and told to nobody', async () => {
    const ids = await withSecrets('pin canary 4711', 'password canary 4712');
    expect(await app.alpha.admin.get(READ, ids)).toEqual(shown(true, true));
    expect(await app.alpha.admin.askExecutor(READ, ids)).toMatchObject({ data: shown(true, true) });
    const given = ['pin canary 4711', 'password canary 4712'];
    expect(await app.alpha.admin.get(CHECK, { ...ids, given })).toEqual({ checkSecrets: [true, true] });

    const SET = `mutation($customer: ID!, $terminal: ID!, $pin: String) {
      updateCustomer(id: $customer, input: { porter: { password: null } }) { porter { password { isSet } } }
      updateTerminal(id: $terminal, input: { pin: $pin }) { pin { isSet } } }`;
    await app.alpha.admin.get(SET, { ...ids, pin: 'another canary 4713' });
    expect(await app.alpha.admin.get(READ, ids)).toEqual(shown(false, true));
    const now = ['another canary 4713', ''];
    expect(await app.alpha.admin.get(CHECK, { ...ids, given: now })).toEqual({ checkSecrets: [true, false] });

    await app.drain();
    const history = await app.alpha.admin.get(
      'query($id: ID!) { terminal(id: $id) { history { nodes { changes { field before after } } } } }',
      { id: ids.terminal },
    );
    expect(history).toMatchObject({
      terminal: {
        history: { nodes: [{ changes: [{ field: 'pin', before: { isSet: true }, after: { isSet: true } }] }, {}] },
      },
    });
    for (const text of ['canary', Buffer.from('canary').toString('base64').slice(0, 8)])
      expect(await whereverItStands(text)).toEqual([]);
    // What stands in the database for all to read is found, so the test above can fail.
    await app.alpha.customer({ name: 'canary without a cage' });
    await app.drain();
    expect(await whereverItStands('canary')).toEqual(expect.arrayContaining(['public.customer', 'public.event_log']));
    expect(lines.join()).not.toContain('canary');
  });

  test('[GU38] opens for no other tenant, record type or field, and not when it was altered', async () => {
    const ids = await withSecrets('the pin', 'the password');
    const given = ['the pin', 'the password'];
    await app.sql(
      `update porter_customer c set password = t.pin from terminal t where 'cus_' || c.id = $1 and 'trm_' || t.id = $2`,
      [ids.customer, ids.terminal],
    );
    const { errors } = await app.alpha.admin.ask(CHECK, { ...ids, given });
    expect(errors).toHaveLength(1);
    expect(JSON.stringify(errors)).not.toContain('the pin');
  });

  test('is in no filter, order or aggregate, and is refused where it is none', async () => {
    const { composition, access } = await app.alpha.admin.principal();
    const schema = composition.schemaFor(access);
    const members = (name: string) => Object.keys(fieldsOf(schema, name));
    expect(members('Terminal')).toContain('pin');
    expect(members('CreateTerminalInput')).toContain('pin');
    expect(members('TerminalFilter')).not.toContain('pin');
    expect(members('PorterCustomerFilter')).not.toContain('password');
    for (const type of Object.keys(schema.getTypeMap()).filter((name) => /Stats|Order/.test(name)))
      expect(JSON.stringify(schema.getType(type)?.toConfig())).not.toMatch(/"(pin|password|PASSWORD|porterPassword)"/);
    const customer = await app.alpha.customer();
    for (const pin of ['', 'x'.repeat(41)])
      expect(await app.alpha.admin.refusedToCreate('Terminal', { customerId: customer, pin })).toMatchObject({
        code: 'INPUT_INVALID',
        field: 'input.pin',
      });
  });

  test('does not follow when its record is merged: the survivor keeps his own', async () => {
    const one = await withSecrets(null, 'of the survivor');
    const other = await withSecrets(null, 'of the other');
    const bare = await withSecrets(null, null);
    const MERGE =
      'mutation($survivorId: ID!, $mergedId: ID!) { mergeCustomers(survivorId: $survivorId, mergedId: $mergedId) { survivor { id } } }';
    await app.alpha.admin.get(MERGE, { survivorId: one.customer, mergedId: other.customer });
    await app.alpha.admin.get(MERGE, { survivorId: bare.customer, mergedId: one.customer });
    const given = ['', 'of the survivor'];
    expect(await app.alpha.admin.get(CHECK, { ...one, given })).toEqual({ checkSecrets: [false, true] });
    expect(await app.alpha.admin.get(READ, bare)).toMatchObject({
      customer: { porter: { password: { isSet: false } } },
    });
  });
});

function fieldsOf(schema: GraphQLSchema, name: string): object {
  const type = schema.getType(name);
  return isObjectType(type) || isInputObjectType(type) ? type.getFields() : {};
}
