import fs from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Customer, Interaction } from '@rapport/core';
import { Access, recordTypeOf, SELF_ROLE } from '@rapport/kernel';
import { createTestApp, type TestApp } from '@rapport/testing';
import { EVERYTHING } from '../../packages/kernel/src/records/predicate.ts';
import { specimenPlugin } from '../fixtures/specimen.ts';
import { type Owned, probeActions, probeMembers } from './probe-matrix.ts';

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

const levels = ['own', 'team', 'territory', 'all'] as const;

let people = 0;

/** Puts the acting user of a role into a team and a territory of his own, with colleagues in both and a stranger. */
async function peopleAround(role: string): Promise<Record<(typeof levels)[number], string>> {
  const { admin } = app.alpha;
  const me = app.alpha.users[role] ?? '';
  const make = async (document: string, input: object) =>
    Object.values(await admin.get<Record<string, { id: string }>>(document, { input }))[0]?.id ?? '';
  const team = await make('mutation($input: CreateTeamInput!) { createTeam(input: $input) { id } }', {
    name: `Team of ${role} ${++people}`,
  });
  const territory = await make('mutation($input: CreateTerritoryInput!) { createTerritory(input: $input) { id } }', {
    name: `Territory of ${role} ${people}`,
  });
  await admin.get('mutation($id: ID!, $input: UpdateUserInput!) { updateUser(id: $id, input: $input) { id } }', {
    id: me,
    input: { teamId: team, territoryId: territory },
  });
  const { viewer } = await admin.get<{ viewer: { role: { id: string } } }>('{ viewer { role { id } } }');
  const colleague = (name: string, input: object) =>
    make('mutation($input: CreateUserInput!) { createUser(input: $input) { id } }', {
      name,
      email: `${name}-${role}-${people}@alpha.example`,
      roleId: viewer.role.id,
      ...input,
    });
  return {
    own: me,
    team: await colleague('team', { teamId: team }),
    territory: await colleague('territory', {}),
    all: await colleague('stranger', {}),
  };
}

async function ownedCustomers(role: string): Promise<Owned> {
  const { admin } = app.alpha;
  const owners = await peopleAround(role);
  const { territories } = await admin.get<{ territories: { nodes: { id: string }[] } }>(
    'query($name: String!) { territories(filter: { name: { eq: $name } }) { nodes { id } } }',
    { name: `Territory of ${role} ${people}` },
  );
  const input = (level: (typeof levels)[number]) => ({
    kind: 'PERSON',
    name: `Customer (${level} of ${role})`,
    ...(level === 'territory' && { territoryId: territories.nodes[0]?.id }),
    ...(level !== 'own' && { ownerId: owners[level] }),
  });
  const ids = {} as Record<(typeof levels)[number], string>;
  for (const level of levels) {
    const { createCustomer } = await admin.get<{ createCustomer: { id: string } }>(
      'mutation($input: CreateCustomerInput!) { createCustomer(input: $input) { id } }',
      {
        input: { ...input(level), ownerId: owners[level] },
      },
    );
    ids[level] = createCustomer.id;
  }
  return {
    type: recordTypeOf(Customer),
    ids,
    input,
    change: { givenName: 'Changed' },
    nested: '{ users(first: 200) { nodes { customers(first: 40) { nodes { id } } } } }',
  };
}

async function ownedInteractions(role: string, customers: Owned): Promise<Owned> {
  const input = (level: (typeof levels)[number]) => ({
    channel: 'PHONE',
    direction: 'INBOUND',
    subject: level,
    occurredAt: '2026-03-01T10:00:00Z',
    customerId: customers.ids[level],
    userId: app.alpha.users[role],
  });
  const ids = {} as Record<(typeof levels)[number], string>;
  for (const level of levels) {
    const { createInteraction } = await app.alpha.admin.get<{ createInteraction: { id: string } }>(
      'mutation($input: CreateInteractionInput!) { createInteraction(input: $input) { id } }',
      { input: input(level) },
    );
    ids[level] = createInteraction.id;
  }
  return {
    type: recordTypeOf(Interaction),
    ids,
    input,
    change: { subject: 'Changed' },
    nested: '{ users(first: 200) { nodes { interactions(first: 40) { nodes { id } } } } }',
  };
}

async function table(): Promise<string> {
  const actions: string[][] = [];
  const cells = new Map<string, string[]>();
  for (const role of roles) {
    const customers = await ownedCustomers(role);
    const interactions = await ownedInteractions(role, customers);
    for (const owned of [customers, interactions]) {
      for (const [action, scope] of Object.entries(await probeActions(app.alpha.as(role), owned))) {
        const what = `${action} ${owned.type.name}`;
        cells.set(what, [...(cells.get(what) ?? []), scope]);
      }
    }
  }
  for (const [what, row] of cells) actions.push([what, ...row]);
  const members = await probeMembers(app, roles);
  return `${[['what', ...roles], ...actions, ...members.rows].map((row) => row.join(',')).join('\n')}\n`;
}

describe('[GU17] the authorisation matrix', () => {
  test('what every role reaches, by every way there is, is what the checked-in table says', async () => {
    const found = await table();
    if (process.env.ACCEPT_SCHEMA) fs.writeFileSync(TABLE, found);
    expect(found.split('\n')).toEqual(fs.readFileSync(TABLE, 'utf8').split('\n'));
  }, 120_000);

  test('every record type with an owner is probed, and the table knows every role', () => {
    const owned = app.app.installation.catalogue.types.filter(({ ownership }) => Object.keys(ownership).length > 0);
    expect(owned.map(({ name }) => name).sort()).toEqual(['Customer', 'Interaction']);
    const [header] = fs.readFileSync(TABLE, 'utf8').split('\n');
    expect(header).toBe(['what', ...roles].join(','));
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
      const { rows } = await probeMembers(extended, ['admin']);
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
    const customers = await ownedCustomers('service');
    const probe = await probeActions(app.alpha.as('seller'), {
      ...customers,
      nested: '{ customers(first: 200) { nodes { id } } }',
    });
    expect(probe.read).toBe('all');
  });
});
