import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import fc from 'fast-check';
import { anyOf } from '../../packages/kernel/src/records/predicate.ts';
import { PredicateSql } from '../../packages/kernel/src/records/sql/predicate-sql.ts';
import { StatementBuilder } from '../../packages/kernel/src/records/sql/statement-builder.ts';
import { specimenPlugin } from '../fixtures/specimen.ts';

let app: TestApp;
let own: Set<string>;

beforeAll(async () => {
  app = await createTestApp({ plugins: [specimenPlugin] });
  const make = (client: 'seller' | 'admin') =>
    app.alpha
      .as(client)
      .get('mutation($inputs: [CreateSpecimenInput!]!) { createSpecimens(inputs: $inputs) { failed } }', {
        inputs: Array.from({ length: 15 }, (_, index) => ({
          title: `t${index}`,
          size: index,
          colour: index % 2 ? 'RED' : null,
        })),
      });
  await make('seller');
  await make('admin');
  const { specimens } = await app.alpha
    .as('seller')
    .get<{ specimens: { nodes: { id: string }[] } }>('{ specimens(first: 200) { nodes { id } } }');
  own = new Set(specimens.nodes.map(({ id }) => id));
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => app.close());

const leaf = fc.oneof(
  fc.record({
    size: fc.oneof(fc.record({ gte: fc.nat(15) }), fc.record({ ne: fc.nat(15) }), fc.record({ isNull: fc.boolean() })),
  }),
  fc.record({ colour: fc.record({ isNull: fc.boolean() }) }),
  fc.record({ title: fc.record({ contains: fc.constantFrom('t', '1', '%') }) }),
);
const { filter } = fc.letrec<{ filter: object }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.record({ or: fc.array(tie('filter'), { maxLength: 4 }) }),
    fc.record({ and: fc.array(tie('filter'), { maxLength: 4 }) }),
    fc.record({ not: tie('filter') }),
    fc.record({ parts: fc.record({ none: tie('filter') }) }),
  ),
}));

const QUESTION =
  'query($filter: SpecimenFilter) { specimens(filter: $filter, first: 200) { nodes { id } exactCount } specimenStats(filter: $filter) { groups { count } } }';

describe('[GU19] guards cannot be argued away', () => {
  test('whatever a seller filters by, he sees a part of his own records', async () => {
    expect(own.size).toBe(15);
    await fc.assert(
      fc.asyncProperty(filter, async (given) => {
        const { specimens, specimenStats } = await app.alpha.as('seller').get<{
          specimens: { nodes: { id: string }[]; exactCount: number };
          specimenStats: { groups: { count: number }[] };
        }>(QUESTION, { filter: given });
        for (const { id } of specimens.nodes) expect(own.has(id)).toBe(true);
        expect(specimens.exactCount).toBe(specimens.nodes.length);
        expect(specimenStats.groups[0]?.count).toBe(specimens.nodes.length);
      }),
      { numRuns: 200, seed: 19 },
    );
  });

  test('a guard that is ORed with the filter lets foreign records through: the test above can fail', async () => {
    const { sieve } = PredicateSql.prototype;
    jest.spyOn(PredicateSql.prototype, 'sieve').mockImplementation(function (this: PredicateSql, type, filter) {
      return anyOf(sieve.call(this, type, filter), filter);
    });
    const { specimens } = await app.alpha
      .as('seller')
      .get<{ specimens: { nodes: { id: string }[] } }>(
        '{ specimens(filter: { size: { gte: 0 } }, first: 200) { nodes { id } } }',
      );
    expect(specimens.nodes.some(({ id }) => !own.has(id))).toBe(true);
  });

  const injections = [
    "'",
    "''",
    '"',
    '\\',
    "\\'",
    ';',
    '--',
    '/*',
    '*/',
    '#',
    '%',
    '_',
    '$1',
    '$$',
    '::text',
    '\u00a0',
    '\u2019',
    '｀',
    'ʼ',
    "' or '1'='1",
    "' or 1=1--",
    "') or ('1'='1",
    "'; drop table specimen; --",
    "' union select hash from api_key_secret --",
    '1; select pg_sleep(5)',
    "\\'; select 1; --",
    "'||(select version())||'",
    "E'\\x27'",
    '{}',
    '[]',
    '{"eq":1}',
    '(select 1)',
    'null',
    'true',
    '0x27',
    '%27',
    '&#39;',
    '$tag$ select 1 $tag$',
    'U&"d\\0061t"',
    '\' COLLATE "C',
    '"t0"."tenant_id"',
    'current_user',
    "Asia/Taipei'; select 1",
    "month', now()) --",
    'name desc; select 1',
    '../../etc/passwd',
    '$' + '{1+1}',
    '{{7*7}}',
    'a'.repeat(200),
  ];
  const strings = fc.sample(
    fc.oneof(
      fc.constantFrom(...injections),
      fc.tuple(fc.constantFrom(...injections), fc.constantFrom(...injections)).map(([left, right]) => left + right),
      fc
        .tuple(fc.string({ maxLength: 8 }), fc.constantFrom(...injections), fc.string({ maxLength: 8 }))
        .map((parts) => parts.join('')),
      fc.string({ unit: 'binary', maxLength: 20 }),
    ),
    { seed: 42, numRuns: 500 },
  );

  const places: Record<string, { readonly document: string; readonly type: string }> = {
    'a comparison': {
      document: 'query($s: String) { specimens(filter: { title: { eq: $s } }) { totalCount } }',
      type: 'String',
    },
    'a search for a part': {
      document: 'query($s: String) { specimens(filter: { title: { contains: $s } }) { totalCount } }',
      type: 'String',
    },
    'a list of values': {
      document: 'query($s: String!) { specimens(filter: { title: { in: [$s] } }) { totalCount } }',
      type: 'String!',
    },
    'a cursor': { document: 'query($s: String) { specimens(after: $s) { totalCount } }', type: 'String' },
    'an id': { document: 'query($s: ID!) { node(id: $s) { id } }', type: 'ID!' },
    'a time zone': {
      document:
        'query($s: String) { specimenStats(groupBy: [{ field: MOMENT, bucket: DAY, timeZone: $s }]) { groups { count } } }',
      type: 'String',
    },
    'a currency': {
      document:
        'query($s: String!) { specimens(filter: { price: { eq: { amount: "1", currency: $s } } }) { totalCount } }',
      type: 'String!',
    },
    'an amount': {
      document:
        'query($s: MoneyAmount!) { specimens(filter: { price: { eq: { amount: $s, currency: "TWD" } } }) { totalCount } }',
      type: 'MoneyAmount!',
    },
    'an instant': {
      document: 'query($s: DateTime) { specimens(filter: { moment: { gt: $s } }) { totalCount } }',
      type: 'DateTime',
    },
    'a value to write': {
      document: 'mutation($s: String!) { createSpecimen(input: { title: $s }) { title } }',
      type: 'String!',
    },
    'an idempotency key': {
      document: 'mutation($s: String) { createSpecimens(inputs: [], idempotencyKey: $s) { succeeded } }',
      type: 'String',
    },
  };

  test.each(Object.entries(places))(
    '500 hostile strings as %s change no SQL text and cause no fault',
    async (_what, { document }) => {
      const build = jest.spyOn(StatementBuilder.prototype, 'build');
      const texts = new Set<string>();
      for (const s of strings) {
        build.mockClear();
        const { errors } = await app.alpha.admin.ask(document, { s });
        for (const { extensions } of errors ?? [])
          expect({ s, code: extensions?.code }).not.toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
        texts.add(JSON.stringify(build.mock.calls.map(([text]) => text)));
      }
      // One text when the string is fine, and at most the texts before it stopped when it is not.
      expect(texts.size).toBeLessThanOrEqual(3);
      for (const text of texts) for (const s of ['drop table', 'pg_sleep', '1=1']) expect(text).not.toContain(s);
      expect(await app.sql('select 1 from specimen limit 1')).toHaveLength(1);
    },
    60_000,
  );
});
