import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type Statement, UnitOfWork } from '@rapport/kernel';
import { createTestApp, type TestApp } from '@rapport/testing';

let app: TestApp;
let customerId: string;
let roleId: string | undefined;
const keys: string[] = [];
const AGENTS = 50;

beforeAll(async () => {
  app = await createTestApp();
  customerId = await app.alpha.customer();
  const { roles } = await app.alpha.admin.get<{ roles: { nodes: { id: string; key: string }[] } }>(
    '{ roles(first: 50) { nodes { id key } } }',
  );
  roleId = roles.nodes.find(({ key }) => key === 'service')?.id;
  for (let n = 0; n < AGENTS; n++) {
    const { id } = await app.alpha.admin.create('User', {
      name: `Agent ${n}`,
      email: `agent${n}@alpha.example`,
      roleId,
    });
    agents.push(id);
    const { createApiKey } = await app.alpha.admin.get<{ createApiKey: { secret: string } }>(
      'mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }',
      { input: { name: `Agent ${n}`, roleId, userId: id } },
    );
    keys.push(createApiKey.secret);
  }
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => app.close());

const agents: string[] = [];
let count = 0;
const manager = () => app.alpha.as('manager');
async function queueWith(members: readonly string[], values: object = {}, capacity = 10): Promise<string> {
  const { id } = await manager().create('Queue', { name: `Queue ${++count}`, ...values });
  for (const userId of members) await manager().create('QueueMember', { queueId: id, userId, capacity });
  return id;
}
const open = (queueId: string | null, input: object = {}) =>
  app.alpha
    .as('service')
    .create<{ id: string; state: string; owner: { id: string } | null; queue: { id: string } | null }>(
      'ServiceRequest',
      { customerId, kind: 'FAULT', subject: 'Boiler leaks', queueId, ...input },
      'id state owner { id } queue { id }',
    );
const CLAIM = 'mutation($id: ID!) { it: claimServiceRequest(queueId: $id) { id state owner { id } } }';
interface Claimed {
  readonly it: { readonly id: string; readonly state: string; readonly owner: { readonly id: string } } | null;
}
const claim = (agent: number, id: string) => app.client(keys[agent] ?? '').get<Claimed>(CLAIM, { id });
async function skilled(userId: string): Promise<string> {
  const { id: skillId } = await manager().create('Skill', { name: `Skill ${++count}` });
  await manager().create('UserSkill', { userId, skillId });
  return (await manager().create('ServiceCategory', { name: `Category ${++count}`, skillId })).id;
}

describe('claiming from a queue', () => {
  test('[O7] fifty agents at once: no request goes to two, none is left, and nobody is stuck', async () => {
    const queueId = await queueWith(agents);
    const opened = await Promise.all(Array.from({ length: 2 * AGENTS + 20 }, () => open(queueId)));
    const rounds = await Promise.all(
      agents.map(async (_agent, n) => {
        const mine: string[] = [];
        for (let round = 0; round < 3; round++) {
          const { it } = await claim(n, queueId);
          if (it) mine.push(it.id);
        }
        return mine;
      }),
    );
    const claimed = rounds.flat();
    expect(new Set(claimed).size).toBe(claimed.length);
    expect(claimed.sort()).toEqual(opened.map(({ id }) => id).sort());
    const [row] = await app.sql<{ n: number }>(
      "select count(*)::int as n from service_request where queue_id = $1 and state = 'ASSIGNED' and owner_id is not null",
      [queueId.slice(4)],
    );
    expect(row?.n).toBe(opened.length);
  });

  test('goes to two when the row is not locked: the test above can fail', async () => {
    const run = UnitOfWork.prototype.run;
    const LOCK = 'for no key update skip locked';
    const both = Promise.withResolvers<void>();
    let looked = 0;
    jest.spyOn(UnitOfWork.prototype, 'run').mockImplementation(async function <Row extends object>(
      this: UnitOfWork,
      { text, values }: Statement,
    ): Promise<Row[]> {
      const claims = text.includes('from service_request r') && text.includes(LOCK);
      const rows = await run.call(this, { text: claims ? text.replace(LOCK, '') : text, values });
      // Two have looked before either goes on, as happens to fifty by themselves.
      if (claims && ++looked === 2) both.resolve();
      if (claims) await both.promise;
      return rows as Row[];
    });
    const queueId = await queueWith(agents.slice(0, 2), {}, 1_000);
    await Promise.all([open(queueId), open(queueId)]);
    const claimed = await Promise.all([0, 1].map(async (agent) => (await claim(agent, queueId)).it?.id));
    expect(looked).toBe(2);
    expect(new Set(claimed).size).toBe(1);
  });

  test('[O7] takes the most pressing first, and only what one is able to do', async () => {
    const queueId = await queueWith(agents.slice(0, 2));
    const categoryId = await skilled(agents[1] ?? '');
    const special = await open(queueId, { categoryId, impact: 'HIGH', urgency: 'HIGH' });
    const [later, urgent] = [await open(queueId), await open(queueId, { urgency: 'HIGH' })];
    expect((await claim(0, queueId)).it?.id).toBe(urgent.id);
    expect((await claim(0, queueId)).it?.id).toBe(later.id);
    expect((await claim(0, queueId)).it).toBeNull();
    expect((await claim(1, queueId)).it).toMatchObject({ id: special.id, state: 'ASSIGNED', owner: { id: agents[1] } });
  });

  test('[O7] ends where one has enough, and is for members', async () => {
    const user = agents[49] ?? '';
    const [{ load = 0 } = {}] = await app.sql<{ load: number }>(
      'select count(*)::int as load from service_request where owner_id = $1 and open',
      [user.slice(4)],
    );
    const queueId = await queueWith([user], {}, load + 1);
    await open(queueId);
    await open(queueId);
    expect((await claim(49, queueId)).it).not.toBeNull();
    expect((await app.client(keys[49] ?? '').refused(CLAIM, { id: queueId })).code).toBe('USED_UP');
    expect((await app.client(keys[48] ?? '').refused(CLAIM, { id: queueId })).code).toBe('FORBIDDEN');
  });
});

describe('a balanced queue', () => {
  test('[O7] gives each request to the member with the skill and the least to do, and nobody more than he can', async () => {
    const members: string[] = [];
    for (let n = 0; n < 3; n++)
      members.push(
        (await app.alpha.admin.create('User', { name: `Expert ${n}`, email: `expert${n}@alpha.example`, roleId })).id,
      );
    const [first = '', second = ''] = members;
    const queueId = await queueWith(members.slice(0, 2), { assignment: 'BALANCED' }, 3);
    const opened = await Promise.all(Array.from({ length: 9 }, () => open(queueId)));
    const owners = opened.map(({ owner }) => owner?.id);
    expect([first, second].map((id) => owners.filter((owner) => owner === id).length)).toEqual([3, 3]);
    expect(opened.filter(({ state }) => state === 'NEW')).toHaveLength(3);

    const categoryId = await skilled(members[2] ?? '');
    const skilledQueue = await queueWith(members, { assignment: 'BALANCED' }, 5);
    await manager().get(
      'mutation($id: ID!, $queue: ID!) { updateServiceCategory(id: $id, input: { queueId: $queue }) { id } }',
      {
        id: categoryId,
        queue: skilledQueue,
      },
    );
    // The category says where it goes.
    expect(await open(null, { categoryId })).toMatchObject({ owner: { id: members[2] }, queue: { id: skilledQueue } });
  });
});
