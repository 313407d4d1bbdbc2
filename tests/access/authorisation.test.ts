import fs from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Customer } from '@rapport/core';
import { Access, type RecordType, recordTypeOf, SELF_ROLE } from '@rapport/kernel';
import { createTestApp, type TestApp } from '@rapport/testing';
import { EVERYTHING } from '../../packages/kernel/src/records/predicate.ts';
import { specimenPlugin } from '../fixtures/specimen.ts';
import { type OwnedKind, ownedKinds, probedTypes } from './owned-records.ts';
import { type Level, levels, type Owned, probeActions, probeMembers } from './probe-matrix.ts';

/** The checked-in table. `npm run schema:accept` rewrites it, and the change is reviewed like any other. */
const TABLE = path.join(import.meta.dirname, '../../schema/authorisation.csv');

let app: TestApp;
let roles: string[];
beforeAll(async () => {
  app = await createTestApp();
  roles = app.app.installation.roles.map(({ key }) => key).filter((key) => key !== SELF_ROLE);
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => app.close());

let people = 0;

/** Who owns records of each level, seen from the acting user of a role, and his territory. */
interface People {
  readonly owners: Record<Level, string>;
  readonly territory: string;
}

/** Puts the acting user of a role into a team and a territory of his own, with colleagues in both and a stranger. */
async function peopleAround(role: string): Promise<People> {
  const number = ++people;
  const { admin } = app.alpha;
  const me = app.alpha.users[role] ?? '';
  const make = async (document: string, input: object) =>
    Object.values(await admin.get<Record<string, { id: string }>>(document, { input }))[0]?.id ?? '';
  const team = await make('mutation($input: CreateTeamInput!) { createTeam(input: $input) { id } }', {
    name: `Team of ${role} ${number}`,
  });
  const territory = await make('mutation($input: CreateTerritoryInput!) { createTerritory(input: $input) { id } }', {
    name: `Territory of ${role} ${number}`,
  });
  await admin.get('mutation($id: ID!, $input: UpdateUserInput!) { updateUser(id: $id, input: $input) { id } }', {
    id: me,
    input: { teamId: team, territoryId: territory },
  });
  const { viewer } = await admin.get<{ viewer: { role: { id: string } } }>('{ viewer { role { id } } }');
  const colleague = (name: string, input: object) =>
    make('mutation($input: CreateUserInput!) { createUser(input: $input) { id } }', {
      name,
      email: `${name}-${role}-${number}@alpha.example`,
      roleId: viewer.role.id,
      ...input,
    });
  const owners = {
    own: me,
    team: await colleague('team', { teamId: team }),
    territory: await colleague('territory', {}),
    all: await colleague('stranger', {}),
  };
  return { owners, territory };
}

let made = 0;

const byLevel = (idOf: (level: Level) => string) =>
  Object.fromEntries(levels.map((level) => [level, idOf(level)])) as Record<Level, string>;

async function oneByOne<Of, To>(all: readonly Of[], make: (one: Of) => Promise<To> | To): Promise<To[]> {
  const done: To[] = [];
  for (const one of all) done.push(await make(one));
  return done;
}

/** Makes records by one command; returns their ids. */
async function createAll({ name, plural }: RecordType, inputs: readonly object[]): Promise<string[]> {
  const { made: created } = await app.alpha.admin.get<{ made: { results: { record: { id: string } }[] } }>(
    `mutation($inputs: [Create${name}Input!]!) { made: create${plural.charAt(0).toUpperCase()}${plural.slice(1)}(inputs: $inputs) { results { record { id } } } }`,
    { inputs },
  );
  return created.results.map(({ record }) => record.id);
}

const only = (ids: Owned['ids']) => `filter: { id: { in: ${JSON.stringify(Object.values(ids))} } }`;

async function ownedCustomers(
  role: string,
  { owners, territory }: People,
  kind: 'PERSON' | 'ORGANISATION' = 'PERSON',
): Promise<Owned> {
  const input = (level: Level) => ({
    kind,
    name: `Customer (${level} of ${role})`,
    ...(level === 'territory' && { territoryId: territory }),
    ...(level !== 'own' && { ownerId: owners[level] }),
  });
  const type = recordTypeOf(Customer);
  const recordIds = await createAll(
    type,
    levels.map((level) => ({ ...input(level), ownerId: owners[level] })),
  );
  const ids = byLevel((level) => recordIds[levels.indexOf(level)] ?? '');
  return {
    type,
    ids,
    input,
    change: { region: 'Changed' },
    nested: `{ users(first: 200) { nodes { customers(${only(ids)}) { nodes { id } } } } }`,
  };
}

/** Records of a type that belong to customers of all levels. */
async function ownedRecords(kind: OwnedKind, customerIds: Owned['ids'], personId: string): Promise<Owned> {
  const type = recordTypeOf(kind.record);
  const madeOf = new Map<string, number>();
  const input = (level: Level) => {
    const customerId = customerIds[level];
    const nth = madeOf.get(customerId) ?? 0;
    madeOf.set(customerId, nth + 1);
    return kind.input({ app, tenant: app.alpha, customerId, personId, n: ++made, nth });
  };
  // Levels that share a customer share his record.
  const levelsByCustomer = new Map(levels.map((level) => [customerIds[level], level]));
  const order = [...levelsByCustomer.keys()];
  const { make } = kind;
  const recordIds = make
    ? await oneByOne(order, (customerId) => make(app, app.alpha, customerId))
    : await createAll(type, await oneByOne<Level, object>([...levelsByCustomer.values()], input));
  const ids = byLevel((level) => recordIds[order.indexOf(customerIds[level])] ?? '');
  const closing = '}'.repeat(kind.inverse.split('{').length - 1);
  const nested = `{ customers(${only(customerIds)}) { nodes { ${kind.inverse}(first: 20) { nodes { id } } ${closing} } } }`;
  return { type, ids, input, change: kind.change, nested: kind.nested?.(Object.values(ids)) ?? nested };
}

/** What a role may do with each kind of record: actions and scopes. */
async function actionsOf(role: string): Promise<readonly (readonly [what: string, scope: string])[]> {
  const around = await peopleAround(role);
  const customers = await ownedCustomers(role, around);
  const organisations = await ownedCustomers(role, around, 'ORGANISATION');
  const acquaintance = await person('Acquaintance', { ownerId: app.alpha.users[role] });
  const found: [string, string][] = [];
  const note = async (owned: Owned) => {
    for (const [action, scope] of Object.entries(await probeActions(app.alpha.as(role), owned)))
      found.push([`${action} ${owned.type.name}`, scope]);
  };
  await note(customers);
  for (const kind of ownedKinds)
    await note(await ownedRecords(kind, (kind.customer ? organisations : customers).ids, acquaintance));
  return found;
}

async function table(): Promise<string> {
  // What one role makes, no other one takes for its own, so they are all tried at once.
  const actionsByRole = await Promise.all(roles.map(actionsOf));
  const whats = actionsByRole[0]?.map(([what]) => what) ?? [];
  const actions = whats.map((what, row) => [what, ...actionsByRole.map((one) => one[row]?.[1] ?? ''), '']);
  const clients = new Map(roles.map((role) => [role, app.alpha.as(role)]));
  const members = await probeMembers(clients.set(SELF_ROLE, await app.alpha.asCustomer(await person('Self'))));
  const accesses = await Promise.all(roles.map(async (role) => (await app.alpha.as(role).principal()).access));
  const permissions = app.app.installation.catalogue.permissions.map((permission) => [
    permission.name,
    ...accesses.map((access) => (access.may(permission) ? 'yes' : '-')),
    '',
  ]);
  return `${[['what', ...roles, SELF_ROLE], ...actions, ...permissions, ...members.rows].map((row) => row.join(',')).join('\n')}\n`;
}

const customer = async (input: object) => (await app.alpha.admin.create('Customer', input)).id;
const person = (name: string, input = {}) => customer({ kind: 'PERSON', name, ...input });
const company = (name: string) => customer({ kind: 'ORGANISATION', name });

describe('[GU17] the authorisation matrix', () => {
  test('what every role reaches, by every way there is, is what the checked-in table says', async () => {
    const found = await table();
    if (process.env.ACCEPT_SCHEMA) fs.writeFileSync(TABLE, found);
    expect(found.split('\n')).toEqual(fs.readFileSync(TABLE, 'utf8').split('\n'));
  }, 600_000);

  test('every record type with an owner is probed, and the table knows every role', () => {
    const owned = app.app.installation.catalogue.types.filter(({ ownership }) => Object.keys(ownership).length > 0);
    expect(owned.map(({ name }) => name).sort()).toEqual(['Customer', ...probedTypes].sort());
    const [header] = fs.readFileSync(TABLE, 'utf8').split('\n');
    expect(header).toBe(['what', ...roles, SELF_ROLE].join(','));
  });

  test('whoever serves himself reaches what is his own, by every way there is, and nothing of another customer', async () => {
    const [me, other] = [await person('Me'), await person('Other')];
    const [myCompany, otherCompany] = [await company('Mine'), await company('Theirs')];
    const self = await app.alpha.asCustomer(me);
    const acquaintance = await person('Acquaintance');
    const mine: string[] = [];
    for (const kind of ownedKinds) {
      const theirs = kind.customer ? otherCompany : other;
      const customers = { own: kind.customer ? myCompany : me, team: theirs, territory: theirs, all: theirs };
      const owned = await ownedRecords(kind, customers, acquaintance);
      const probe = await probeActions(self, owned);
      for (const reached of Object.values(probe))
        expect([owned.type.name, reached]).toEqual([owned.type.name, expect.stringMatching(/^(own|-)$/)]);
      if (probe.read === 'own') mine.push(owned.type.name);
    }
    expect(mine).toEqual([
      'Interaction',
      'Visit',
      'ContactPoint',
      'ProfileValue',
      'Consent',
      'ContactPreference',
      'Purchase',
      'ServiceRequest',
      'Asset',
      'UsageReading',
      'MaintenancePlan',
      'WorkOrder',
      'FieldJob',
      'TrackedOrder',
      'TrackedOrderStep',
      'FilledForm',
      'SurveyInvitation',
      'PartnerShare',
      'ServiceContract',
      'ServiceMessage',
      'ServiceAttachment',
    ]);
    expect(await self.get('{ customers { nodes { id } } }')).toEqual({ customers: { nodes: [{ id: me }] } });
  });

  test('a field of a plugin without a row is found: the test above can fail', async () => {
    const extended = await createTestApp({ plugins: [specimenPlugin] });
    try {
      const known = new Set(
        fs
          .readFileSync(TABLE, 'utf8')
          .split('\n')
          .map((line) => line.split(',')[0]),
      );
      const { rows } = await probeMembers(new Map([['admin', extended.alpha.admin]]));
      const unknown = rows.map(([what]) => what).filter((what) => !known.has(what));
      expect(unknown).toContain('Specimen.secretNumber');
      expect(unknown).toContain('Mutation.createSpecimen(input)');
    } finally {
      await extended.close();
    }
  });

  test('without row scopes a seller reaches everything: the table would show it', async () => {
    jest.spyOn(Access.prototype, 'scope').mockReturnValue(EVERYTHING);
    // Plans made for the true rights must not be found.
    jest.spyOn(Access.prototype, 'rightsKey', 'get').mockReturnValue('everything');
    const customers = await ownedCustomers('service', await peopleAround('service'));
    const probe = await probeActions(app.alpha.as('seller'), {
      ...customers,
      nested: '{ customers(first: 200) { nodes { id } } }',
    });
    expect(probe.read).toBe('all');
  });
});
