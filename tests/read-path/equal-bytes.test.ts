import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Customer } from '@rapport/core';
import { idOf, newUuid, type RecordType, recordTypeOf } from '@rapport/kernel';
import { createTestApp, type TestApp, type TestClient } from '@rapport/testing';
import fc from 'fast-check';
import { diaryPlugin } from '../fixtures/diary.ts';
import { labPlugin } from '../fixtures/lab.ts';
import { specimenPlugin } from '../fixtures/specimen.ts';
import { documentedOperations } from '../readme/readme.ts';
import { wineClub } from '../readme/wine-club.ts';
import { generateOperation, type Samples } from './generate-operation.ts';

let app: TestApp;
let samples: Samples;

beforeAll(async () => {
  app = await createTestApp({ plugins: [specimenPlugin, labPlugin, diaryPlugin, wineClub] });
  const { admin } = app.alpha;
  const users = Object.values(app.alpha.users);
  const value = fc.record({
    title: fc.constantFrom('a', 'b "quoted"', 'ä\\', '王小明', 'line\u2028'),
    note: fc.option(fc.constantFrom('x', 'y\u0001z'.replace('\u0001', ''), '😀'), { nil: null }),
    size: fc.option(fc.integer({ min: -9, max: 9 }), { nil: null }),
    checked: fc.option(fc.boolean(), { nil: null }),
    day: fc.option(fc.constantFrom('2026-01-31', '0001-01-01', '9999-12-31'), { nil: null }),
    moment: fc.option(fc.constantFrom('2026-01-01T00:00:00.250Z', '1969-12-31T23:59:59.999Z', '2026-03-01T00:00:00Z'), {
      nil: null,
    }),
    colour: fc.option(fc.constantFrom('RED', 'GREEN', 'BLUE'), { nil: null }),
    price: fc.option(
      fc.record({ amount: fc.constantFrom('10.50', '-3', 0), currency: fc.constantFrom('TWD', 'USD') }),
      { nil: null },
    ),
    ratio: fc.option(fc.constantFrom('-1.5', '0.125', '1000000', 3), { nil: null }),
    tags: fc.option(fc.array(fc.constantFrom('x', 'y "z"', '王'), { maxLength: 3 }), { nil: null }),
    palette: fc.option(fc.subarray(['RED', 'BLUE']), { nil: null }),
    anything: fc.option(fc.constantFrom({ b: [1, 2], a: null }, 'text', 0), { nil: null }),
    keeperId: fc.option(fc.constantFrom(...users), { nil: null }),
    lab: fc.record({
      weight: fc.option(fc.integer({ min: 0, max: 9 }), { nil: null }),
      grade: fc.option(fc.constantFrom('FINE', 'POOR'), { nil: null }),
      cost: fc.option(fc.record({ amount: fc.constant('2.50'), currency: fc.constantFrom('TWD', 'USD') }), {
        nil: null,
      }),
      examinerId: fc.option(fc.constantFrom(...users), { nil: null }),
    }),
  });
  const create = async (inputs: unknown[]) =>
    (
      await admin.get<{ createSpecimens: { results: { record: { id: string } }[] } }>(
        'mutation($inputs: [CreateSpecimenInput!]!) { createSpecimens(inputs: $inputs) { results { record { id } } } }',
        { inputs },
      )
    ).createSpecimens.results.map(({ record }) => record.id);
  const wholes = await create(fc.sample(value, { seed: 1, numRuns: 12 }));
  const parts = await create(
    fc.sample(value, { seed: 2, numRuns: 24 }).map((part, index) => ({ ...part, wholeId: wholes[index % 5] })),
  );
  const { createCustomers } = await admin.get<{ createCustomers: { results: { record: { id: string } }[] } }>(
    'mutation($inputs: [CreateCustomerInput!]!) { createCustomers(inputs: $inputs) { results { record { id } } } }',
    {
      inputs: ['王小明', 'Zoë', 'anna'].map((name, index) => ({ kind: 'PERSON', name, ownerId: users[index] })),
    },
  );
  const customers = createCustomers.results.map(({ record }) => record.id);
  await admin.get('mutation($inputs: [CreateInteractionInput!]!) { createInteractions(inputs: $inputs) { failed } }', {
    inputs: customers.flatMap((customerId) =>
      ['PHONE', 'EMAIL'].map((channel, index) => ({
        customerId,
        channel,
        direction: 'INBOUND',
        subject: `about ${channel}`,
        occurredAt: `2026-0${index + 1}-11T10:00:00.5Z`,
      })),
    ),
  });
  await admin.get('mutation($inputs: [CreateNoteInput!]!) { createNotes(inputs: $inputs) { failed } }', {
    inputs: parts.map((_, index) => ({
      text: `note ${index}`,
      writtenAt: `2026-01-01T00:00:00.${index % 3}Z`,
      specimenId: wholes[index % 3],
      authorId: users[index % 2],
    })),
  });
  samples = {
    ids: {
      Specimen: [...wholes.slice(0, 3), ...parts.slice(0, 3)],
      id: [...wholes.slice(0, 2), ...customers.slice(0, 1), ...users.slice(0, 1)],
      Customer: customers,
      customerId: customers,
      wholeId: wholes.slice(0, 5),
      keeperId: users,
      ownerId: users,
      userId: users,
      User: users,
      Node: [...customers, ...wholes.slice(0, 2), ...users.slice(0, 1)],
    },
    scalars: {
      String: ['a', '王', 'b "quoted"', 'about PHONE', '+886212345678', 'x@example.com'],
      Int: [-3, 0, 4],
      Boolean: [true, false],
      Decimal: ['0.125', '-1.5', 3],
      DateTime: ['2026-01-01T00:00:00.25Z', '2026-02-11T12:00:00+08:00'],
      Date: ['2026-01-31', '0001-01-01'],
      MoneyAmount: ['10.50', 1050],
    },
  };
});
afterAll(() => app.close());

interface Both {
  readonly executed: unknown;
  readonly compiled: unknown;
  readonly executedText: string;
  readonly compiledText: string;
}

/** Asks twice: the executor answers the first time, and one statement the second time, if the question allows it. */
async function askBothWays(
  client: TestClient,
  document: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<Both | undefined> {
  const executed = await client.askExecutor(document, variables);
  const compiled = await client.askCompiled(document, variables);
  return compiled === undefined
    ? undefined
    : {
        executed: executed.data,
        compiled: (JSON.parse(compiled) as { data: unknown }).data,
        executedText: `{"data":${JSON.stringify(executed.data)},"extensions":${executed.errors ? JSON.stringify(executed.errors) : ''}`,
        compiledText: compiled.slice(0, compiled.lastIndexOf(',"extensions":') + ',"extensions":'.length),
      };
}

const rootsOf = ({ name, plural }: RecordType): string[] => {
  const one = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  return [one, plural, `${one}Stats`];
};

describe('compiled and executed plans give the same bytes', () => {
  test('for every documented query that selects data only', async () => {
    const operations = documentedOperations().filter(({ text }) => !/^\s*(?:mutation|subscription)/.test(text));
    // Roots that follow from no record type are code of resolvers; so are these fields of records.
    const { catalogue, fullSchema } = app.app.installation;
    const ofRecords = new Set(catalogue.types.flatMap((type) => rootsOf(type)).concat('node', 'nodes'));
    const roots = Object.keys(fullSchema.getQueryType()?.getFields() ?? {}).filter((name) => !ofRecords.has(name));
    const runsCode = new RegExp(`\\b(?:${[...roots, 'history', 'plan', 'hours', 'scores', 'clocks'].join('|')})\\b`);
    const idFor = (text: string) => {
      const [, root] = /\{\s*(\w+)/.exec(text) ?? [];
      const type = catalogue.types.find((one) => rootsOf(one)[0] === root) ?? recordTypeOf(Customer);
      return samples.ids[type.name]?.[0] ?? idOf(type.class, newUuid());
    };
    for (const { text, label } of operations) {
      const known = label.replaceAll('"usr_..."', JSON.stringify(app.alpha.users.seller));
      const given = known.startsWith('{') ? (JSON.parse(known) as Record<string, unknown>) : {};
      const ids = {
        ...('id' in given && { id: idFor(text) }),
        ...('ids' in given && { ids: samples.ids.Customer }),
      };
      const both = await askBothWays(app.alpha.admin, text, { first: 2, ...given, ...ids });
      if (!both) expect(text).toMatch(runsCode);
      expect(both?.compiledText).toBe(both?.executedText);
    }
  });

  test('for records of several types by their ids, known and unknown, as one variable and one by one', async () => {
    const [customer = '', other = ''] = samples.ids.Customer ?? [];
    const [specimen = ''] = samples.ids.Specimen ?? [];
    const foreign = app.beta.users.admin ?? '';
    const unknown = 'cus_0193a6e2-7c1b-7d4e-9f00-3a5b6c7d8e9f';
    const fields = '{ __typename id ... on Customer { name interactions { totalCount } } ... on Specimen { title } }';
    const lists = [
      [],
      [customer],
      [unknown],
      [foreign, customer],
      [other, specimen, customer, unknown, specimen, other],
    ];
    const asked = [
      ...lists.map((ids) => ({ document: `query($ids: [ID!]!) { nodes(ids: $ids) ${fields} }`, variables: { ids } })),
      ...lists.map((ids) => ({ document: `{ nodes(ids: ${JSON.stringify(ids)}) ${fields} }`, variables: {} })),
      {
        document: `query($a: ID!, $b: ID!) { nodes(ids: [$a, "${customer}", $b]) ${fields} node(id: $b) { id } }`,
        variables: { a: specimen, b: unknown },
      },
    ];
    for (const { document, variables } of asked) {
      const both = await askBothWays(app.alpha.admin, document, variables);
      expect(both?.compiledText).toBe(both?.executedText);
      expect(both).toBeDefined();
    }
    const { nodes } = await app.alpha.admin.get<{ nodes: ({ id: string } | null)[] }>(
      `query($ids: [ID!]!) { nodes(ids: $ids) ${fields} }`,
      { ids: lists[4] },
    );
    expect(nodes.map((node) => node?.id ?? null)).toEqual([other, specimen, customer, null, specimen, other]);
  });

  test('an id that names no record type, and more ids than are taken, are refused after the same question was compiled', async () => {
    const document = 'query($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    const [customer = ''] = samples.ids.Customer ?? [];
    expect(await askBothWays(app.alpha.admin, document, { ids: [customer, customer] })).toBeDefined();
    for (const id of ['xyz_0193a6e2-7c1b-7d4e-9f00-3a5b6c7d8e9f', 'cus_1', 'nonsense'])
      expect(await app.alpha.admin.refused(document, { ids: [customer, id] })).toMatchObject({
        code: 'ID_INVALID',
        field: 'ids[1]',
      });
    const tooMany = Array.from({ length: 101 }, () => customer);
    expect(await app.alpha.admin.refused(document, { ids: tooMany })).toMatchObject({ code: 'PAGE_INVALID' });
  });

  test('for timelines, whatever is selected of them', async () => {
    const entry =
      '__typename ... on Note { text same: writtenAt } ... on Specimen { title same: createdAt price { amount } whole { title } }';
    const selections = [
      '__typename',
      `nodes { ${entry} }`,
      `edges { cursor at node { ... on Node { id } ${entry} } }`,
      'edges { __typename at } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }',
      'pageInfo { hasNextPage }',
      'nodes { ...Part } again: nodes { ... on Note @include(if: $no) { text } ... on Note @skip(if: $no) { author { timeline(first: 2) { nodes { ... on Note { text } } } } } }',
    ];
    const lists = ['(first: $first)', '(types: [])', '(types: $types)', '(types: [NOTE])', '(after: $after)'];
    const whole = samples.ids.wholeId?.[0];
    const { specimen } = await app.alpha.admin.get<{ specimen: { timeline: { pageInfo: { endCursor: string } } } }>(
      'query($id: ID!) { specimen(id: $id) { timeline(first: 4) { pageInfo { endCursor } } } }',
      { id: whole },
    );
    const variables = {
      id: whole,
      no: false,
      first: 2,
      types: ['SPECIMEN'],
      after: specimen.timeline.pageInfo.endCursor,
    };
    const types = { id: 'ID!', no: 'Boolean!', first: 'Int', types: '[SpecimenTimelineType!]', after: 'String' };
    let notes = 0;
    for (const role of ['admin', 'seller'])
      for (const list of lists)
        for (const selection of selections) {
          const timeline = `timeline${list} { ${selection} }`;
          for (const body of [`specimen(id: $id) { ${timeline} }`, `specimens(first: 3) { nodes { ${timeline} } }`]) {
            const used = Object.entries(types).filter(([name]) => body.includes(`$${name}`));
            const declared = used.length > 0 ? `(${used.map(([name, type]) => `$${name}: ${type}`).join(', ')})` : '';
            const fragment = body.includes('...Part') ? 'fragment Part on Specimen { parts { nodes { title } } }' : '';
            const document = `query${declared} { ${body} } ${fragment}`;
            const given = Object.fromEntries(used.map(([name]) => [name, variables[name as keyof typeof variables]]));
            const both = await askBothWays(app.alpha.as(role), document, given);
            if (!both) throw new Error(`It was not compiled: ${document}`);
            expect(both.compiledText).toBe(both.executedText);
            notes += both.compiledText.split('"Note"').length - 1;
          }
        }
    expect(notes).toBeGreaterThan(30);
  });

  test('for two thousand generated queries', async () => {
    const schema = app.app.installation.fullSchema;
    const roots = [
      'specimens',
      'specimen',
      'specimenStats',
      'customers',
      'customer',
      'interactions',
      'interactionStats',
      'users',
      'node',
      'nodes',
    ];
    const counts = { compiled: 0, executed: 0 };
    await fc.assert(
      fc.asyncProperty(fc.gen(), fc.constantFrom('admin', 'seller', 'manager'), async (draw, role) => {
        const { document, variables } = generateOperation(draw, schema, roots, samples);
        const both = await askBothWays(app.alpha.as(role), document, variables);
        if (!both) {
          counts.executed++;
          return;
        }
        counts.compiled++;
        if (both.compiledText !== both.executedText)
          throw new Error(`${document}\n${JSON.stringify(variables)}\n${both.compiledText}\n${both.executedText}`);
      }),
      { numRuns: 2_000, seed: 20261122, endOnFailure: true },
    );
    expect(counts.compiled).toBeGreaterThan(1_000);
  }, 120_000);
});
