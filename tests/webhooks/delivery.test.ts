import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createTestApp, type TestApp } from '@rapport/testing';
import { specimenPlugin } from '../fixtures/specimen.ts';
import {
  CREATE,
  deliveriesOf,
  type Endpoint,
  eventually,
  makeEndpoint,
  passTime,
  stateOf,
  webhookEnvironment,
} from './endpoints.ts';
import { Receiver, verify } from './receiver.ts';

let app: TestApp;
const receivers: Receiver[] = [];
beforeAll(async () => {
  app = await createTestApp({ plugins: [specimenPlugin], environment: webhookEnvironment });
  await app.listen();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await app.sql('update webhook_endpoint set deleted_at = now()');
  await Promise.all(receivers.splice(0).map((receiver) => receiver.close()));
});
afterAll(() => app.close());

async function receiver(): Promise<Receiver> {
  const made = await new Receiver().listen();
  receivers.push(made);
  return made;
}

const endpointFor = (to: Receiver, input: Record<string, unknown> = {}, who = app.alpha.admin): Promise<Endpoint> =>
  makeEndpoint(who, { url: to.url, types: ['specimen.*'], ...input });

const make = (input: Record<string, unknown>, who = app.alpha.admin) =>
  who.create('Specimen', input).then(({ id }) => id);
const change = (id: string, input: Record<string, unknown>) =>
  app.alpha.admin.get(
    'mutation($id: ID!, $input: UpdateSpecimenInput!) { updateSpecimen(id: $id, input: $input) { id } }',
    { id, input },
  );
const command = (name: string, id: string, rest = '') =>
  app.alpha.admin.get(`mutation($id: ID!) { ${name}(id: $id ${rest}) { id } }`, { id });
const cursorNow = async () => (await app.alpha.admin.get<{ eventCursor: string }>('{ eventCursor }')).eventCursor;
/** Cursor of the event that made a specimen with this title. */
async function cursorOf(title: string): Promise<string> {
  for (;;) {
    const { events } = await app.alpha.admin.get<{
      events: { nodes: { cursor: string; patch: { title?: string } }[] };
    }>('{ events(types: ["specimen.*"], first: 200) { nodes { cursor patch } } }');
    const event = events.nodes.find(({ patch }) => patch.title === title);
    if (event) return event.cursor;
  }
}
const titles = (to: Receiver, count: number) => to.has(count).then(() => to.titles);

describe('an endpoint', () => {
  test('gets every event once and in the order of the log, with what happened and where to read on', async () => {
    const to = await receiver();
    await endpointFor(to);
    const id = await make({ title: 'first', size: 3 });
    await change(id, { title: 'second' });
    for (let n = 0; n < 20; n++) await make({ title: `number ${n}` });
    const got = await to.has(22);
    expect(got.map(({ message }) => message.data.patch?.title)).toEqual([
      'first',
      'second',
      ...Array.from({ length: 20 }, (_, n) => `number ${n}`),
    ]);
    const [created, updated] = got.map(({ message }) => message);
    expect(created).toMatchObject({
      type: 'specimen.created',
      data: { kind: 'CREATED', recordId: id, record: { id, size: 3 } },
    });
    expect(updated).toMatchObject({ type: 'specimen.updated', data: { kind: 'UPDATED', changedFields: ['title'] } });
    expect(got.every((one) => one.id === one.message.data.id)).toBe(true);
    // What follows the cursor of the first is what came after it.
    const { events } = await app.alpha.admin.get<{ events: { nodes: { id: string }[] } }>(
      'query($after: String) { events(after: $after, types: ["specimen.*"], first: 100) { nodes { id } } }',
      { after: created?.data.cursor },
    );
    expect(events.nodes.map((event) => event.id)).toEqual(got.slice(1).map((one) => one.id));
  });

  test('of certain types, with a filter and with fields gets those and no more', async () => {
    const to = await receiver();
    await endpointFor(to, {
      types: ['specimen.updated', 'team.*'],
      filter: { changedFields: ['title', 'name'] },
      fields: ['title', 'name'],
    });
    const id = await make({ title: 'made', size: 1 });
    await change(id, { size: 2 });
    await change(id, { title: 'named', size: 3 });
    await app.alpha.admin.create('Team', { name: 'Told' });
    const [updated, team] = (await to.has(2)).map(({ message }) => message);
    expect(updated?.data).toMatchObject({ changedFields: ['title'], patch: { title: 'named' } });
    expect(updated?.data.record).toEqual({ id, title: 'named' });
    expect(team?.data).toMatchObject({ patch: { name: 'Told' }, record: { name: 'Told' } });
  });

  test('with a filter on records gets those that match, and is told when one matches no longer', async () => {
    const to = await receiver();
    const when = (filter: object) => ({ filter: { records: [{ type: 'Specimen', filter }] } });
    await endpointFor(to, { types: null, ...when({ size: { gte: 10 }, colour: { in: ['RED', 'BLUE'] } }) });
    const input = { title: 'large', size: 12, colour: 'RED', moment: '2026-01-01T00:00:00Z' };
    await make({ ...input, title: 'small', size: 9 });
    await app.alpha.admin.create('Team', { name: 'Not asked for' });
    const id = await make(input);
    await to.has(1);
    await change(id, { size: 3 });
    const got = (await to.has(2)).map(({ message: { data } }) => [data.kind, data.recordId]);
    expect(got).toEqual([
      ['CREATED', id],
      ['REMOVED', id],
    ]);
  });

  test.each([
    [{ type: 'Specimen', filter: { unheardOf: { eq: 1 } } }, 'input.filter.records[0].filter'],
    [{ type: 'Specimen', filter: { size: { gte: 'many' } } }, 'input.filter.records[0].filter.size.gte'],
    [{ type: 'Nothing', filter: {} }, 'input.filter.records[0].type'],
    [{ type: 'Specimen', filter: { size: null } }, 'input.filter.records[0].filter.size'],
  ])('with a filter on records as %j is refused', async (condition, field) => {
    const create = 'mutation($input: CreateWebhookEndpointInput!) { createWebhookEndpoint(input: $input) { secret } }';
    const input = { url: 'https://example.com/', filter: { records: [condition] } };
    expect(await app.alpha.admin.refused(create, { input })).toMatchObject({ code: 'FILTER_INVALID', field });
  });

  test('is paused when its owner may no longer use what its filter asks', async () => {
    const to = await receiver();
    const { id } = await endpointFor(to, {
      ownerId: app.alpha.users.analyst,
      filter: { records: [{ type: 'Specimen', filter: { secretNumber: { eq: 1 } } }] },
    });
    await make({ title: 'secret', secretNumber: 1 });
    while ((await stateOf(app.alpha.admin, id)).state !== 'PAUSED')
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await stateOf(app.alpha.admin, id)).toMatchObject({ pauseReason: 'FILTER_INVALID' });
    expect(to.deliveries).toEqual([]);
  });

  test('begins where it was told to', async () => {
    const after = await cursorNow();
    await make({ title: 'before it was there' });
    const to = await receiver();
    await endpointFor(to, { after });
    expect(await titles(to, 1)).toEqual(['before it was there']);
  });

  test('[GU17] [GU18] gets what its owner may see at that moment: rows by his scope, fields by his rules', async () => {
    const { seller: me = '', manager: other = '', analyst = '' } = app.alpha.users;
    const [toSeller, toAnalyst] = [await receiver(), await receiver()];
    await endpointFor(toSeller, { ownerId: me });
    await endpointFor(toAnalyst, { ownerId: analyst });
    await make({ title: 'of others', keeperId: other });
    const id = await make({ title: 'mine', keeperId: me, secretNumber: 4711, label: 'canary label' });
    await toSeller.has(1);
    await change(id, { secretNumber: 4712 });
    await toSeller.has(2);
    await change(id, { keeperId: other, title: 'taken away' });
    await toSeller.has(3);
    expect(toSeller.deliveries.map(({ message: { data } }) => [data.kind, data.recordId, data.record?.title])).toEqual([
      ['CREATED', id, 'mine'],
      ['UPDATED', id, 'mine'],
      ['REMOVED', id, undefined],
    ]);
    expect(JSON.stringify(toSeller.deliveries)).not.toContain(other);
    await toAnalyst.has(4);
    expect(toAnalyst.deliveries.map(({ body }) => body).join()).not.toMatch(/471[12]|canary|secretNumber/);
  });

  test('sends nothing more of what its owner may not see any more, from the next event on', async () => {
    const { user } = await app.alpha.admin.get<{ user: { role: { id: string } } }>(
      'query($id: ID!) { user(id: $id) { role { id } } }',
      { id: app.alpha.users.manager },
    );
    const to = await receiver();
    const { id } = await endpointFor(to, { ownerId: app.alpha.users.manager });
    await make({ title: 'seen' });
    await to.has(1);
    const none = await app.alpha.admin.create('Role', { key: 'none', name: 'None', grants: [] });
    const update = 'mutation($id: ID!, $role: ID!) { updateUser(id: $id, input: { roleId: $role }) { id } }';
    await app.alpha.admin.get(update, { id: app.alpha.users.manager, role: none.id });
    await make({ title: 'not seen' });
    await cursorOf('not seen');
    // It was passed over while he could not see it.
    const passed = () =>
      app.sql(
        'select 1 from webhook_progress p join event_head h using (tenant_id) where p.endpoint_id = $1 and p.seq = h.seq',
        [id.slice(4)],
      );
    await eventually(async () => (await passed()).length > 0);
    await app.alpha.admin.get(update, { id: app.alpha.users.manager, role: user.role.id });
    await make({ title: 'seen again' });
    expect(await titles(to, 2)).toEqual(['seen', 'seen again']);
  });
});

describe('[GU29] a delivery', () => {
  test('is accepted by the reference library, and only unaltered, now, and with its own secret', async () => {
    const [to, toOther] = [await receiver(), await receiver()];
    const { secret } = await endpointFor(to);
    const other = await endpointFor(toOther);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    await make({ title: '王小明 🎉' });
    const [got] = await to.has(1);
    if (!got) throw new Error('Nothing came.');
    expect(verify(secret, got)).toEqual(got.message);
    expect(() => verify(other.secret, got)).toThrow('No matching signature');
    expect(() => verify(secret, { ...got, body: got.body.replace('王', '汪') })).toThrow('No matching signature');
    const timestamp = Number(got.headers['webhook-timestamp']);
    for (const [minutes, message] of [
      [6, 'too old'],
      [-6, 'too new'],
    ] as const) {
      jest.spyOn(Date, 'now').mockReturnValue((timestamp + minutes * 60) * 1_000);
      expect(() => verify(secret, got)).toThrow(message);
      jest.restoreAllMocks();
    }
    const moved = { ...got.headers, 'webhook-timestamp': String(timestamp + 1) };
    expect(() => verify(secret, { ...got, headers: moved })).toThrow('No matching signature');
  });

  test('carries both signatures while a secret is changed, and the new one alone afterwards', async () => {
    const to = await receiver();
    const { id, secret } = await endpointFor(to);
    const rotate = async (overlapHours: number) =>
      (
        await app.alpha.admin.get<{ rotateWebhookSecret: { secret: string } }>(
          'mutation($id: ID!, $overlapHours: Int!) { rotateWebhookSecret(id: $id, overlapHours: $overlapHours) { secret } }',
          { id, overlapHours },
        )
      ).rotateWebhookSecret.secret;
    const second = await rotate(24);
    await make({ title: 'both' });
    const [both] = await to.has(1);
    if (!both) throw new Error('Nothing came.');
    expect(String(both.headers['webhook-signature']).split(' ')).toHaveLength(2);
    expect(verify(secret, both)).toEqual(verify(second, both));
    const third = await rotate(0);
    await make({ title: 'one' });
    const [, one] = await to.has(2);
    if (!one) throw new Error('Nothing came.');
    expect(verify(third, one)).toEqual(one.message);
    expect(() => verify(second, one)).toThrow('No matching signature');
    expect(() => verify(secret, one)).toThrow('No matching signature');
  });

  test('[GU38] its secret is shown once, and nowhere in the database', async () => {
    const to = await receiver();
    const input = { url: to.url, types: ['specimen.*'] };
    const create = `mutation($input: CreateWebhookEndpointInput!) { createWebhookEndpoint(input: $input, idempotencyKey: "once") { secret webhookEndpoint { id } } }`;
    const first = await app.alpha.admin.get<{ createWebhookEndpoint: { secret: string } }>(create, { input });
    const again = await app.alpha.admin.get<{ createWebhookEndpoint: { secret: null } }>(create, { input });
    expect(again.createWebhookEndpoint).toEqual({ ...first.createWebhookEndpoint, secret: null });
    const tables = await app.sql<{ name: string }>(
      "select relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind in ('r', 'p')",
    );
    const { secret } = first.createWebhookEndpoint;
    const raw = Buffer.from(secret.slice(6), 'base64');
    for (const { name } of tables) {
      const text = JSON.stringify(await app.sql(`select row_to_json(t)::text as t from "${name}" t`));
      for (const form of [secret, secret.slice(6), raw.toString('hex')])
        expect({ name, found: text.includes(form) }).toEqual({ name, found: false });
    }
  });
});

describe('[GU30] what fails', () => {
  test('is tried ten times in all, at the pauses of the schedule, under one id; then the endpoint is paused with an event', async () => {
    const [to, observer] = [await receiver(), await receiver()];
    to.answer = (response) => response.writeHead(500).end('none of your business');
    const { id, secret } = await endpointFor(to);
    await endpointFor(observer, { types: ['webhooks.*'] });
    await make({ title: 'never taken' });
    await make({ title: 'behind it' });
    for (let tries = 1; tries <= 10; tries++) {
      await to.has(tries);
      await eventually(async () => (await deliveriesOf(app.alpha.admin, id)).length === tries);
      if (tries < 10) await passTime(app, id);
    }
    const logged = await deliveriesOf(app.alpha.admin, id);
    expect(logged.map(({ attempt, delivered, status, fault }) => [attempt, delivered, status, fault])).toEqual(
      Array.from({ length: 10 }, (_, n) => [n + 1, false, 500, 'STATUS']),
    );
    const hour = 3_600;
    const pauses = [5, 300, 1_800, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour];
    for (const [n, pause] of pauses.entries()) {
      const { createdAt, nextAttemptAt } = logged[n] ?? {};
      const seconds = (Date.parse(nextAttemptAt ?? '') - Date.parse(createdAt ?? '')) / 1_000;
      expect({ n, seconds: seconds >= pause && seconds <= pause * 1.1 + 0.01 }).toEqual({ n, seconds: true });
    }
    expect(logged[9]?.nextAttemptAt).toBeNull();
    expect(new Set(to.deliveries.map((one) => one.id)).size).toBe(1);
    // Each try is signed anew.
    for (const one of to.deliveries) expect(verify(secret, one)).toEqual(one.message);
    await eventually(async () => (await stateOf(app.alpha.admin, id)).state === 'PAUSED');
    expect(await stateOf(app.alpha.admin, id)).toEqual({ state: 'PAUSED', pauseReason: 'EXHAUSTED' });
    const [event] = await observer.has(1);
    expect(event?.message).toMatchObject({
      type: 'webhooks.endpointPaused',
      data: { recordId: id, patch: { reason: 'EXHAUSTED' } },
    });
    expect(JSON.stringify(await app.sql('select row_to_json(t)::text from webhook_delivery t'))).not.toContain(
      'business',
    );
    // Nothing is lost: once it is resumed, it goes on with what was refused.
    to.answer = (response) => response.writeHead(200).end();
    await command('resumeWebhookEndpoint', id);
    await to.has(12);
    expect(to.titles.slice(10)).toEqual(['never taken', 'behind it']);
  });

  test.each([
    ['a redirect, which is not followed', 302, 'REDIRECTED'],
    ['a refusal', 400, 'STATUS'],
  ])('by %s is tried again', async (_what, status, fault) => {
    const [to, elsewhere] = [await receiver(), await receiver()];
    to.answer = (response) => response.writeHead(status, { location: elsewhere.url }).end();
    const { id } = await endpointFor(to);
    await make({ title: 'sent' });
    await eventually(async () => (await deliveriesOf(app.alpha.admin, id)).length === 1);
    expect(await deliveriesOf(app.alpha.admin, id)).toMatchObject([
      { status, fault, delivered: false, nextAttemptAt: expect.any(String) },
    ]);
    expect(elsewhere.deliveries).toEqual([]);
  });

  test('with 410 ends at once', async () => {
    const to = await receiver();
    to.answer = (response) => response.writeHead(410).end();
    const { id } = await endpointFor(to);
    await make({ title: 'sent' });
    await eventually(async () => (await stateOf(app.alpha.admin, id)).state === 'PAUSED');
    expect(await stateOf(app.alpha.admin, id)).toEqual({ state: 'PAUSED', pauseReason: 'GONE' });
    expect(to.deliveries).toHaveLength(1);
  });

  test('with 503 waits as long as the receiver asks for', async () => {
    const to = await receiver();
    to.answer = (response) => response.writeHead(503, { 'retry-after': '120' }).end();
    const { id } = await endpointFor(to);
    await make({ title: 'sent' });
    await eventually(async () => (await deliveriesOf(app.alpha.admin, id)).length === 1);
    const [{ createdAt, nextAttemptAt } = { createdAt: '', nextAttemptAt: '' }] = await deliveriesOf(
      app.alpha.admin,
      id,
    );
    expect((Date.parse(nextAttemptAt ?? '') - Date.parse(createdAt)) / 1_000).toBeCloseTo(120, 0);
  });

  test('without a receiver, or with one that breaks off, is a fault of the connection', async () => {
    const to = await receiver();
    to.answer = (response) => response.destroy();
    const { id } = await endpointFor(to);
    const closed = await new Receiver().listen();
    const nobody = await endpointFor(closed);
    await closed.close();
    await make({ title: 'sent' });
    for (const endpoint of [id, nobody.id]) {
      await eventually(async () => (await deliveriesOf(app.alpha.admin, endpoint)).length === 1);
      expect(await deliveriesOf(app.alpha.admin, endpoint)).toMatchObject([
        { status: null, fault: 'CONNECTION_FAILED' },
      ]);
    }
  });

  test('delays no other endpoint, however many do not answer', async () => {
    const [silent, quick] = [await receiver(), await receiver()];
    silent.answer = () => undefined;
    // More than there are places for slow ones.
    await Promise.all(Array.from({ length: 60 }, () => endpointFor(silent)));
    await make({ title: 'for all' });
    await silent.has(50);
    await endpointFor(quick, { after: silent.deliveries[0]?.message.data.cursor });
    for (const title of ['one', 'two', 'three']) {
      await make({ title });
      await quick.until(() => quick.titles.at(-1) === title);
    }
    expect(quick.titles).toEqual(['one', 'two', 'three']);
    // Those who were silent still are: nothing was answered meanwhile.
    expect(
      await app.sql(
        'select 1 from webhook_delivery d join webhook_endpoint e on e.id = d.endpoint_id and e.deleted_at is null where not delivered',
      ),
    ).toEqual([]);
  });
});

describe('what was sent', () => {
  test('is sent once more when asked for: one event, or a range of the log, beside what happens', async () => {
    const to = await receiver();
    const { id } = await endpointFor(to);
    const before = await cursorNow();
    for (const title of ['a', 'b', 'c', 'd']) await make({ title });
    await to.has(4);
    await eventually(async () => (await deliveriesOf(app.alpha.admin, id)).length === 4);
    const [, second] = await deliveriesOf(app.alpha.admin, id);
    await command('redeliverWebhook', second?.id ?? '');
    expect(await titles(to, 5)).toEqual(['a', 'b', 'c', 'd', 'b']);
    expect(to.deliveries[4]?.id).toBe(to.deliveries[1]?.id);
    const until = to.deliveries[2]?.message.data.cursor;
    await command('replayWebhookEvents', id, `, after: "${before}", until: "${until}"`);
    expect((await titles(to, 8)).slice(5)).toEqual(['a', 'b', 'c']);
    await make({ title: 'e' });
    expect((await titles(to, 9)).slice(8)).toEqual(['e']);
    await eventually(async () => (await deliveriesOf(app.alpha.admin, id)).length === 9);
    expect((await deliveriesOf(app.alpha.admin, id)).map(({ replayed }) => replayed)).toEqual([
      ...Array(4).fill(false),
      ...Array(4).fill(true),
      false,
    ]);
    expect(await app.sql('select 1 from webhook_replay')).toEqual([]);
  });

  test('can be skipped, or all be sent anew, by moving the endpoint', async () => {
    const to = await receiver();
    const { id } = await endpointFor(to);
    const before = await cursorNow();
    await command('pauseWebhookEndpoint', id);
    await make({ title: 'skipped' });
    await command('moveWebhookEndpoint', id, `, after: "${await cursorOf('skipped')}"`);
    await command('resumeWebhookEndpoint', id);
    await make({ title: 'told' });
    expect(await titles(to, 1)).toEqual(['told']);
    await command('moveWebhookEndpoint', id, `, after: "${before}"`);
    expect(await titles(to, 3)).toEqual(['told', 'skipped', 'told']);
  });

  test('waits while the endpoint is paused', async () => {
    const to = await receiver();
    const { id } = await endpointFor(to);
    await command('pauseWebhookEndpoint', id);
    await make({ title: 'meanwhile' });
    expect(await stateOf(app.alpha.admin, id)).toEqual({ state: 'PAUSED', pauseReason: 'BY_HAND' });
    await command('resumeWebhookEndpoint', id);
    expect(await titles(to, 1)).toEqual(['meanwhile']);
  });

  test('is not sent in the name of somebody who is gone, nor from a place that is not kept', async () => {
    const to = await receiver();
    const user = await app.alpha.admin.create('User', {
      name: 'Leaver',
      email: 'leaver@alpha.example',
      roleId: (await app.alpha.admin.get<{ viewer: { role: { id: string } } }>('{ viewer { role { id } } }')).viewer
        .role.id,
    });
    const leaver = await endpointFor(to, { ownerId: user.id });
    await app.alpha.admin.get('mutation($id: ID!) { updateUser(id: $id, input: { active: false }) { id } }', {
      id: user.id,
    });
    await make({ title: 'after he left' });
    await eventually(async () => (await stateOf(app.alpha.admin, leaver.id)).pauseReason === 'OWNER_GONE');
    const restored = await endpointFor(to);
    await app.sql('update webhook_progress set epoch = epoch + 1 where endpoint_id = $1', [restored.id.slice(4)]);
    await eventually(async () => (await stateOf(app.alpha.admin, restored.id)).pauseReason === 'CURSOR_EXPIRED');
    expect(to.deliveries).toEqual([]);
    await command('moveWebhookEndpoint', restored.id, `, after: "${await cursorNow()}"`);
    await command('resumeWebhookEndpoint', restored.id);
    await make({ title: 'goes on' });
    expect(await titles(to, 1)).toEqual(['goes on']);
  });
});

describe('who may', () => {
  test('only roles that were granted it manage endpoints, and only in their own name', async () => {
    const to = await receiver();
    const input = { url: to.url };
    for (const role of ['manager', 'seller', 'automation'])
      expect(await app.alpha.as(role).refused(CREATE, { input })).toMatchObject({ code: 'FORBIDDEN' });
    const admin = await endpointFor(to);
    for (const role of ['manager', 'automation']) {
      const who = app.alpha.as(role);
      for (const [name, rest] of [
        ['rotateWebhookSecret', '{ secret }'],
        ['deleteWebhookEndpoint', '{ id }'],
        ['pauseWebhookEndpoint', '{ id }'],
      ])
        expect(await who.refused(`mutation($id: ID!) { ${name}(id: $id) ${rest} }`, { id: admin.id })).toMatchObject({
          code: expect.stringMatching(/FORBIDDEN|GRAPHQL_VALIDATION_FAILED/),
        });
    }
    const rights = { read: 'ALL', create: 'ALL', update: 'ALL', delete: 'ALL', denyRead: [], denyWrite: [] };
    const role = await app.alpha.admin.create('Role', {
      key: 'integrator',
      name: 'Integrator',
      grants: [
        { recordType: 'WebhookEndpoint', ...rights },
        { recordType: 'User', ...rights },
        { recordType: 'Specimen', ...rights, denyRead: ['secretNumber'] },
      ],
    });
    const user = await app.alpha.admin.create('User', { name: 'I', email: 'i@alpha.example', roleId: role.id });
    const key = await app.alpha.admin.get<{ createApiKey: { secret: string } }>(
      'mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }',
      { input: { name: 'i', roleId: role.id, userId: user.id } },
    );
    const integrator = app.client(key.createApiKey.secret);
    const own = await endpointFor(to, {}, integrator);
    const escalations = [
      [CREATE, { input: { ...input, ownerId: app.alpha.users.admin } }],
      [
        'mutation($id: ID!, $owner: ID!) { updateWebhookEndpoint(id: $id, input: { ownerId: $owner }) { id } }',
        { id: own.id, owner: app.alpha.users.admin },
      ],
      [
        'mutation($id: ID!, $url: String!) { updateWebhookEndpoint(id: $id, input: { url: $url }) { id } }',
        { id: admin.id, url: `${to.url}/mine` },
      ],
    ] as const;
    for (const [document, variables] of escalations)
      expect(await integrator.refused(document, variables)).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('nobody reaches an endpoint or a cursor of another tenant', async () => {
    const to = await receiver();
    const { id } = await endpointFor(to);
    for (const name of ['rotateWebhookSecret', 'deleteWebhookEndpoint', 'resumeWebhookEndpoint'])
      expect(
        await app.beta.admin.refused(`mutation($id: ID!) { ${name}(id: $id) { __typename } }`, { id }),
      ).toMatchObject({ code: 'NOT_FOUND' });
    expect(await app.beta.admin.refused(CREATE, { input: { url: to.url, after: await cursorNow() } })).toMatchObject({
      code: 'CURSOR_INVALID',
      field: 'input.after',
    });
  });

  test.each([
    [{ url: 'nonsense' }, 'INPUT_INVALID', 'input.url'],
    [{ url: 'https://example.com/#part' }, 'INPUT_INVALID', 'input.url'],
    [{ url: 'http://10.0.0.1/' }, 'ADDRESS_REFUSED', 'input.url'],
    [{ url: 'https://example.com/', types: ['nothing.*'] }, 'INPUT_INVALID', 'input.types[0]'],
    [{ url: 'https://example.com/', fields: ['nothing'] }, 'INPUT_INVALID', 'input.fields[0]'],
    [{ url: 'https://example.com/', filter: { recordIds: ['x'] } }, 'ID_INVALID', 'input.filter.recordIds[0]'],
    [{ url: 'https://example.com/', after: 'x' }, 'CURSOR_INVALID', 'input.after'],
  ])('%j is refused', async (input, code, field) => {
    expect(await app.alpha.admin.refused(CREATE, { input })).toMatchObject({ code, field, hint: expect.any(String) });
  });

  test('without a key to encrypt secrets with, no endpoint is made', async () => {
    const spy = jest.spyOn(app.app.secrets, 'close');
    const { SecretBox } = await import('@rapport/kernel');
    spy.mockImplementation((secret, purpose) => new SecretBox([]).close(secret, purpose));
    const before = await app.sql('select id from webhook_endpoint');
    expect(await app.alpha.admin.refused(CREATE, { input: { url: 'https://example.com/' } })).toMatchObject({
      code: 'SECRET_KEYS_MISSING',
      hint: expect.stringContaining('SECRET_KEYS'),
    });
    expect(await app.sql('select id from webhook_endpoint')).toEqual(before);
  });
});
