import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { getOperationAST, parse } from 'graphql';
import { specimenPlugin } from '../../../../tests/fixtures/specimen.ts';
import { StatementBuilder } from '../records/sql/statement-builder.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp({ plugins: [specimenPlugin] });
});
afterAll(() => app.close());

const plan = async (document: string, variables: object = {}) => {
  await app.alpha.admin.get(document, { ...variables });
  return (await app.alpha.admin.ask(document, { ...variables })).extensions?.plan;
};

describe('plans', () => {
  test('a question is compiled when it is asked again, with whatever values', async () => {
    const document =
      'query($id: ID!, $t: String, $n: Int, $by: OrderDirection = ASC) { specimen(id: $id) { id } specimens(first: $n, filter: { title: { eq: $t } }, orderBy: [{ field: TITLE, direction: $by }]) { nodes { title } } }';
    const id = 'spc_0193a6e2-7c1b-7d4e-9f00-3a5b6c7d8e9f';
    const first = await app.alpha.admin.ask(document, { id, t: 'a', n: 1 });
    expect(first.extensions?.plan).toEqual({
      kind: 'executed',
      reason: 'It is asked for the first time. From now on one statement answers it.',
    });
    for (const variables of [
      { t: 'b', n: 1 },
      { t: 'c', n: 2 },
      { n: 2, by: 'DESC' },
    ])
      expect((await app.alpha.admin.ask(document, { id, ...variables })).extensions?.plan).toEqual({
        kind: 'compiled',
      });
  });

  test('a plan that was made for a value serves it again, however many others came between', async () => {
    const document =
      'query($n: Int, $after: String, $with: Boolean!) { specimens(first: $n, after: $after, orderBy: [{ field: NOTE }]) { edges @include(if: $with) { cursor } pageInfo { endCursor } } }';
    await app.alpha.admin.get('mutation { createSpecimen(input: { title: "x" }) { id } }');
    const { specimens } = await app.alpha.admin.get<{ specimens: { pageInfo: { endCursor: string } } }>(document, {
      with: true,
    });
    const after = specimens.pageInfo.endCursor;
    const questions = [1, 2, 3, 4, 5].flatMap((n) =>
      [true, false].flatMap((given) => [
        { n, with: given },
        { n, with: given, after },
      ]),
    );
    const prepared = jest.spyOn(StatementBuilder.prototype, 'prepare');
    for (const _round of ['first', 'second', 'third'])
      for (const question of questions) expect(await app.alpha.admin.askCompiled(document, question)).toBeDefined();
    expect(prepared).toHaveBeenCalledTimes(questions.length);
    prepared.mockRestore();
  });

  test('a variable deep in a literal is a parameter like any other', async () => {
    const document =
      'query($a: MoneyAmount!, $from: Int!) { specimens(filter: { price: { gte: { amount: $a, currency: "TWD" } }, size: { between: { from: $from, to: 9 } } }) { nodes { id } } }';
    expect(await plan(document, { a: '1.50', from: 1 })).toEqual({ kind: 'compiled' });
  });

  test('a question that code must answer says why', async () => {
    const first = await app.alpha.admin.ask('{ once: viewer { id } }');
    expect(first.extensions?.plan).toEqual({ kind: 'executed', reason: 'viewer is answered by code.' });
    const refused = await app.alpha.admin.ask('{ specimens(first: 0) { nodes { id } } }');
    expect(refused.extensions?.plan).toEqual({ kind: 'executed', reason: 'It is refused.' });
    expect(await plan('{ viewer { id } }')).toEqual({ kind: 'executed', reason: 'viewer is answered by code.' });
    expect(await plan('{ roles { nodes { effectiveGrants { recordType } } } }')).toEqual({
      kind: 'executed',
      reason: 'Role.effectiveGrants is computed by code.',
    });
    expect(await plan('{ __schema { types { name } } }')).toMatchObject({ kind: 'executed' });
    expect(await plan('{ roles { nodes { key } } }')).toEqual({ kind: 'compiled' });
  });

  test('plans of one role are not used for another', async () => {
    const document = '{ specimens(orderBy: [{ field: SECRET_NUMBER }]) { nodes { secretNumber } } }';
    expect(await plan(document)).toEqual({ kind: 'compiled' });
    expect(await app.alpha.as('analyst').refused(document)).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
    expect(await app.alpha.as('marketer').refused(document)).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('what is kept is bounded, however many different questions are asked', async () => {
    const { plans } = app.app;
    const principal = await app.alpha.admin.principal();
    const { access } = principal;
    let most = 0;
    for (let index = 0; index < 20_000; index++) {
      const text = `{ specimens(filter: { title: { eq: "${index}${'x'.repeat(200)}" } }) { nodes { id } } }`;
      const document = parse(text);
      const operation = getOperationAST(document);
      if (operation) plans.learn(text, undefined, principal, document, operation);
      const known = plans.find(text, undefined, access);
      if (known) plans.planOf(known, access, {});
      most = Math.max(most, plans.kept.characters);
    }
    const { characters, limit } = plans.kept;
    expect(most).toBeLessThanOrEqual(limit);
    expect(characters).toBeGreaterThan(limit / 8);
    expect(await plan('{ specimens { nodes { id } } }')).toEqual({ kind: 'compiled' });
    // Variables with thousands of parts would be long keys.
    const document = 'query($f: [SpecimenFilter!]) { specimens(filter: { or: $f }) { nodes { id } } }';
    await app.alpha.admin.get(document, { f: [] });
    const wide = plans.find(document, undefined, access);
    const f = Array.from({ length: 5_000 }, () => ({ title: { eq: 'x' } }));
    const before = plans.kept.characters;
    expect(wide && plans.planOf(wide, access, { f })).toMatchObject({ kind: 'executed' });
    expect(plans.kept.characters).toBe(before);
  });
});
