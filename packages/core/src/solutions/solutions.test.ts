import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestClient } from '@rapport/testing';
import { termsOf } from './terms.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const service = () => app.alpha.as('service');
const manager = () => app.alpha.as('manager');
const take = (by: ReturnType<typeof service>, id: string, step: string, input = '') =>
  by.get<{ it: { state: string; publishedVersion: number } }>(
    `mutation($id: ID!) { it: ${step}KnowledgeArticle(id: $id${input && `, input: ${input}`}) { state publishedVersion } }`,
    { id },
  );
async function published(title: string, problem: string, solution: string, audience = 'INTERNAL'): Promise<string> {
  const { id } = await service().create('KnowledgeArticle', { title, problem, solution, audience });
  await take(service(), id, 'submit');
  await take(manager(), id, 'publish', '{ reviewOn: "2099-01-01" }');
  return id;
}
interface Suggested {
  article: { id: string; title: string };
  score: number;
  terms: { term: string; contribution: number }[];
}
const suggest = async (text: string, by = service()) =>
  (
    await by.get<{ it: Suggested[] }>(
      'query($text: String!) { it: suggestSolutions(text: $text) { article { id title } score terms { term contribution } } }',
      { text },
    )
  ).it;

describe('an article', () => {
  test('[O4] is published by somebody else than its author, as a version that stays', async () => {
    const { id } = await service().create('KnowledgeArticle', {
      title: 'Leak',
      problem: 'It drips.',
      solution: 'A seal.',
    });
    await take(service(), id, 'submit');
    const PUBLISH = 'mutation($id: ID!) { publishKnowledgeArticle(id: $id, input: { reviewOn: "2099-01-01" }) { id } }';
    expect((await service().refused(PUBLISH, { id })).code).toBe('FORBIDDEN');
    await take(manager(), id, 'publish', '{ reviewOn: "2099-01-01" }');
    const CHANGE =
      'mutation($id: ID!) { updateKnowledgeArticle(id: $id, input: { solution: "A new boiler." }) { id } }';
    expect((await service().refused(CHANGE, { id })).code).toBe('TRANSITION_REFUSED');
    await take(service(), id, 'outdate');
    await take(service(), id, 'rework');
    await service().get(CHANGE, { id });
    expect((await take(manager(), id, 'publish', '{ reviewOn: "2099-01-01" }')).it).toEqual({
      state: 'PUBLISHED',
      publishedVersion: 2,
    });
    const { knowledgeArticle } = await service().get<{ knowledgeArticle: object }>(
      'query($id: ID!) { knowledgeArticle(id: $id) { verifiedAt versions(orderBy: []) { nodes { number solution } } } }',
      { id },
    );
    expect(knowledgeArticle).toEqual({
      verifiedAt: expect.any(String),
      versions: {
        nodes: expect.arrayContaining([
          { number: 1, solution: 'A seal.' },
          { number: 2, solution: 'A new boiler.' },
        ]),
      },
    });
  });

  test('[O4] is outdated when its review has come, and not suggested any more', async () => {
    const id = await published('Zirconium oven hums', 'The zirconium oven hums.', 'Tighten the zirconium screw.');
    expect((await suggest('zirconium')).map(({ article }) => article.id)).toEqual([id]);
    await app.sql("update knowledge_article set review_on = '2020-01-01' where id = $1", [id.slice(4)]);
    await app.drain();
    const { scheduledJobs } = await app.alpha.admin.get<{ scheduledJobs: { nodes: { id: string; job: string }[] } }>(
      '{ scheduledJobs(first: 100) { nodes { id job } } }',
    );
    const job = scheduledJobs.nodes.find((each) => each.job === 'outdate-articles');
    await app.alpha.admin.get('mutation($id: ID!) { runScheduledJob(id: $id) { id } }', { id: job?.id });
    await app.drain();
    expect(await suggest('zirconium')).toEqual([]);
  });
});

describe('a suggestion', () => {
  test('[O4] names what a request and an article have in common, also in Chinese', async () => {
    const leak = await published('熱水器漏水', '熱水器的接頭一直滴水。', '更換墊片。');
    const cold = await published('熱水器不熱', '熱水器打開以後水不熱。', '檢查瓦斯。');
    await published('Rechnung falsch', 'Die Rechnung nennt den falschen Betrag.', 'Neu ausstellen.');
    const found = await suggest('我家的熱水器從星期一開始漏水');
    expect(found.map(({ article }) => article.id)).toEqual([leak, cold]);
    const [first] = found;
    expect(first?.terms.map(({ term }) => term)).toEqual(expect.arrayContaining(['漏水', '熱水', '水器']));
    expect(first?.terms.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(first?.score ?? 0, 2);
    // What only one article has tells more than what both have.
    const by = new Map(first?.terms.map(({ term, contribution }) => [term, contribution]));
    expect(by.get('漏水')).toBeGreaterThan(by.get('水器') ?? 0);
    expect(await suggest('完全無關xyzzy')).toEqual([]);
    expect((await suggest('die RECHNUNG ist falsch'))[0]?.article.title).toBe('Rechnung falsch');
  });

  test('[O4] is measured by what was accepted, and what was is counted', async () => {
    const id = await published('Pump is loud', 'The pump of the boiler is loud.', 'Bleed the pump.');
    const { id: requestId } = await service().create('ServiceRequest', {
      customerId: await app.alpha.customer(),
      kind: 'FAULT',
      subject: 'Loud pump',
      description: 'The pump has been loud since Monday.',
    });
    const note = (accepted: boolean) =>
      service().get<{ it: { rank: number | null; article: { usedCount: number } } }>(
        'mutation($r: ID!, $a: ID!, $accepted: Boolean!) { it: noteSolutionUse(requestId: $r, articleId: $a, accepted: $accepted) { rank article { usedCount } } }',
        { r: requestId, a: id, accepted },
      );
    expect((await note(false)).it).toEqual({ rank: 1, article: { usedCount: 0 } });
    expect((await note(true)).it.article.usedCount).toBe(1);
    expect((await note(true)).it.article.usedCount).toBe(1);
    const { solutionUseStats } = await app.alpha
      .as('analyst')
      .get<{ solutionUseStats: { groups: object[] } }>(
        '{ solutionUseStats(groupBy: [{ field: RANK }, { field: ACCEPTED }]) { groups { key { rank accepted } count } } }',
      );
    expect(solutionUseStats.groups).toEqual([{ key: { rank: 1, accepted: true }, count: 1 }]);
  });

  test('stays within the tenant', async () => {
    await published('Quetzal', 'Quetzal.', 'Quetzal.');
    expect(await suggest('quetzal', app.beta.as('service'))).toEqual([]);
  });
});

test('terms are words, and pairs of characters where nothing is between words', () => {
  expect([...termsOf('Die Pumpe, die PUMPE: 熱水器 a')]).toEqual([
    ['die', 2],
    ['pumpe', 2],
    ['熱水', 1],
    ['水器', 1],
  ]);
});

describe('the audience of an article', () => {
  let self: TestClient;
  let outsider: TestClient;
  const ids: Record<string, string> = {};
  beforeAll(async () => {
    ids.internal = await published('Gearbox grinds', 'The gearbox grinds.', 'Write it off; never tell why.');
    ids.public = await published('Gearbox rattles', 'The gearbox rattles.', 'Oil it.', 'PUBLIC');
    const draft = { title: 'Gearbox sings', problem: 'The gearbox sings.', solution: 'Listen.', audience: 'PUBLIC' };
    ids.draft = (await service().create('KnowledgeArticle', draft)).id;
    const { createSelfServiceKey } = await service().get<{ createSelfServiceKey: { secret: string } }>(
      'mutation($id: ID!) { createSelfServiceKey(customerId: $id, expiresAt: "2999-01-01T00:00:00Z") { secret } }',
      { id: await app.alpha.customer() },
    );
    self = app.client(createSelfServiceKey.secret);
    const { id: roleId } = await app.alpha.admin.create('Role', {
      key: 'repair-shop',
      name: 'Repair shop',
      grants: [{ recordType: 'KnowledgeArticle', read: 'PUBLIC' }],
    });
    const { createApiKey } = await app.alpha.admin.get<{ createApiKey: { secret: string } }>(
      'mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }',
      { input: { name: 'Repair shop', roleId } },
    );
    outsider = app.client(createApiKey.secret);
  });

  const LIST = '{ knowledgeArticles(first: 50) { nodes { id } totalCount } search(query: "Gearbox") { node { id } } }';
  interface Listed {
    readonly knowledgeArticles: { readonly nodes: readonly { readonly id: string }[]; readonly totalCount: number };
    readonly search: readonly { readonly node: { readonly id: string } }[];
  }

  test('[O4] hides what is internal, and what is not published, from customers and from roles that read what is public', async () => {
    for (const reader of [self, outsider]) {
      const { knowledgeArticles, search } = await reader.get<Listed>(LIST);
      expect(knowledgeArticles).toEqual({ nodes: [{ id: ids.public }], totalCount: 1 });
      expect(search).toEqual([{ node: { id: ids.public } }]);
      const byId = 'query($id: ID!) { knowledgeArticle(id: $id) { solution } node(id: $id) { id } }';
      for (const id of [ids.internal, ids.draft])
        expect(await reader.get(byId, { id })).toEqual({ knowledgeArticle: null, node: null });
      expect((await suggest('gearbox', reader)).map(({ article }) => article.id)).toEqual([ids.public]);
    }
    expect((await suggest('gearbox')).map(({ article }) => article.id).sort()).toEqual(
      [ids.internal, ids.public].sort(),
    );
  });

  test('tells them nothing by what suggestions are made of', async () => {
    const [before] = await suggest('gearbox rattles', self);
    await published('Gearbox rattles and grinds', 'Gearbox rattles, gearbox grinds.', 'Gearbox.');
    expect(await suggest('gearbox rattles', self)).toEqual([before]);
  });

  test('holds for those who follow changes', async () => {
    const live = await self.subscribe<{ knowledgeArticleChanged: { kind: string; recordId: string } }>(
      'subscription { knowledgeArticleChanged { kind recordId node { title } } }',
    );
    await published('Pump hisses', 'The pump hisses.', 'Internal.');
    const id = await published('Pump whistles', 'The pump whistles.', 'Oil it.', 'PUBLIC');
    let change = await live.next();
    while (change.value?.data?.knowledgeArticleChanged.kind === 'CHECKPOINT') change = await live.next();
    expect(change.value?.data?.knowledgeArticleChanged.recordId).toBe(id);
    live.stop();
  });
});
