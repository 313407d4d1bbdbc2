import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Customer } from '@rapport/core';
import { Installation, PluginError } from '@rapport/kernel';
import { definePlugin } from '@rapport/sdk';
import { productPlugins } from '@rapport/server';
import { startTestApp, type TestApp } from '@rapport/testing';
import { postboxPlugin, withoutMessages } from '../fixtures/postbox.ts';
import { until } from '../fixtures/until.ts';

const plugin = definePlugin({
  id: 'loyalty',
  version: '1.0.0',
  requires: ['customers'],
  rights: { Customer: { read: 'all', update: 'all' } },
  automationSteps: [
    {
      id: 'note',
      description: 'Notes something down.',
      input: { text: true },
      run: async ({ text }, { work, subjectId }) => {
        if (text === 'refuse') throw new Error('not that');
        await work.update(Customer, String(subjectId), { occupation: String(text) });
        return { noted: text };
      },
    },
  ],
  automations: [
    {
      key: 'welcome',
      name: 'Welcome',
      trigger: { event: 'customer.created' },
      condition: { name: { startsWith: 'welcome' } },
      steps: [
        { id: 'note', type: 'run', step: 'loyalty/note', input: { text: { text: ['Dear ', { subject: 'name' }] } } },
        {
          id: 'vip',
          type: 'if',
          filter: { region: { eq: 'VIP' } },
          steps: [{ id: 'upper', type: 'update', values: { region: 'VIP welcomed' } }],
          otherwise: [{ id: 'lower', type: 'update', values: { region: { event: 'patch.name' } } }],
        },
      ],
    },
  ],
});

/** Tasks of automations: other modules have jobs and timers of their own. */
const OURS = 'automation%';

let app: TestApp;
let receiver: http.Server;
let url: string;
let address: string;
const received: { key: unknown; body: unknown }[] = [];
let answer = 200;

beforeAll(async () => {
  receiver = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      received.push({ key: request.headers['idempotency-key'], body: JSON.parse(body) });
      response.writeHead(answer).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  app = await startTestApp(new Installation([...withoutMessages(productPlugins), plugin, postboxPlugin]), {
    environment: { WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8' },
  });
  address = await app.listen();
  await app.start();
  await until(async () => (await app.sql('select 1 from automation')).length === 2);
});
afterAll(async () => {
  receiver.closeAllConnections();
  receiver.close();
  await app.close();
});

interface Run {
  readonly id: string;
  readonly state: string;
  readonly errorCode: string | null;
  readonly reason: string | null;
  readonly steps: {
    nodes: { stepId: string; state: string; tries: number; output: string | null; fault: string | null }[];
  };
}

const RUNS = `query($filter: AutomationRunFilter) { automationRuns(filter: $filter) { nodes {
  id state errorCode reason trigger steps(orderBy: [{ field: CREATED_AT }]) { nodes { stepId state tries output fault } } } } }`;

async function runsOf(filter: object): Promise<Run[]> {
  return (await app.alpha.admin.get<{ automationRuns: { nodes: Run[] } }>(RUNS, { filter })).automationRuns.nodes;
}
async function runAbout(subjectId: string, state: string, key?: string): Promise<Run> {
  const filter = {
    subjectId: { eq: subjectId },
    state: { eq: state },
    ...(key && { automation: { key: { eq: key } } }),
  };
  await until(async () => (await runsOf(filter)).length > 0);
  return (await runsOf(filter))[0] as Run;
}

let made = 0;
async function automation(definition: object, activate = true): Promise<string> {
  const key = `test-${++made}`;
  const CREATE = 'mutation($input: CreateAutomationInput!) { createAutomation(input: $input) { id } }';
  const { createAutomation } = await app.alpha.admin.get<{ createAutomation: { id: string } }>(CREATE, {
    input: { key, name: key, definition },
  });
  if (activate)
    await app.alpha.admin.get('mutation($id: ID!) { activateAutomation(id: $id) { id } }', { id: createAutomation.id });
  return createAutomation.id;
}

const START =
  'mutation($id: ID!, $recordId: ID, $input: JSON) { startAutomation(id: $id, recordId: $recordId, input: $input) { id } }';
const start = (id: string, recordId?: string, input?: object) => app.alpha.admin.get(START, { id, recordId, input });
const customer = async (id: string) =>
  (
    await app.alpha.admin.get<{ customer: { name: string; occupation: string; region: string } }>(
      'query($id: ID!) { customer(id: $id) { name occupation region history(first: 1) { nodes { actor } } } }',
      { id },
    )
  ).customer;
const steer = (verb: string, id: string) =>
  app.alpha.admin.get(`mutation($id: ID!) { ${verb}AutomationRun(id: $id) { state } }`, { id });

const manual = { trigger: { manual: true }, recordType: 'Customer' };

describe('automations', () => {
  test('one of a plugin begins with an event, and acts in the name and with the rights of its plugin', async () => {
    const id = await app.alpha.customer({ name: 'welcome Ann' });
    const other = await app.alpha.customer({ name: 'Bob' });
    const run = await runAbout(id, 'DONE');
    expect(await customer(id)).toMatchObject({
      occupation: 'Dear welcome Ann',
      region: 'welcome Ann',
      history: { nodes: [{ actor: 'automation:loyalty/welcome' }] },
    });
    expect(run.steps.nodes.map(({ stepId, state, output }) => [stepId, state, output])).toEqual([
      ['note', 'DONE', '{"noted":"Dear welcome Ann"}'],
      ['vip', 'DONE', '{"holds":false}'],
      ['lower', 'DONE', JSON.stringify({ id })],
    ]);
    expect(await runsOf({ subjectId: { eq: other } })).toEqual([]);
    await app.alpha.customer({ name: 'welcome VIP', region: 'VIP' });
  });

  test('one of an administrator begins when somebody asks; its versions never change', async () => {
    const steps = [{ id: 'set', type: 'update', values: { occupation: { input: 'word' } } }];
    const id = await automation({ ...manual, steps });
    const subject = await app.alpha.customer({ name: 'by hand' });
    await start(id, subject, { word: 'first' });
    await runAbout(subject, 'DONE');
    expect((await customer(subject)).occupation).toBe('first');
    await app.alpha.admin.get('mutation($id: ID!, $d: JSON!) { changeAutomation(id: $id, definition: $d) { id } }', {
      id,
      d: { ...manual, steps: [{ id: 'set', type: 'update', values: { occupation: 'second' } }] },
    });
    await start(id, subject);
    await until(async () => (await customer(subject)).occupation === 'second');
    const VERSIONS =
      'query($id: ID!) { automation(id: $id) { currentVersion versions { nodes { number definition } } } }';
    const shown = await app.alpha.admin.get<{
      automation: { currentVersion: number; versions: { nodes: { number: number; definition: string }[] } };
    }>(VERSIONS, { id });
    expect(shown.automation.currentVersion).toBe(2);
    const first = shown.automation.versions.nodes.find(({ number }) => number === 1);
    expect(JSON.parse(first?.definition ?? '').steps).toEqual(steps);
    expect(await app.alpha.as('manager').refused(START, { id })).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('it waits for a moment without costing the queue anything, and for an event about its record', async () => {
    const id = await automation({
      ...manual,
      steps: [
        { id: 'sleep', type: 'wait', for: 'P14D' },
        { id: 'listen', type: 'waitForEvent', event: 'customer.updated', timeout: 'P30D' },
        { id: 'set', type: 'update', values: { occupation: { step: 'listen.event.patch.name' } } },
      ],
    });
    const subject = await app.alpha.customer({ name: 'patient' });
    await start(id, subject);
    const { id: run } = await runAbout(subject, 'WAITING');
    expect(
      await app.sql(
        'select 1 from graphile_worker.jobs where task_identifier like $1 and locked_by is null and attempts = 0',
        [OURS],
      ),
    ).toEqual([]);
    await app.sql("update timer set due_at = now() where key like 'automation run%'");
    await until(async () => (await app.sql('select 1 from automation_wait')).length === 1);
    await app.alpha.customer({ name: 'somebody else' });
    const RENAME = 'mutation($id: ID!) { updateCustomer(id: $id, input: { name: "awake" }) { id } }';
    await app.alpha.admin.get(RENAME, { id: subject });
    await runAbout(subject, 'DONE');
    expect((await customer(subject)).occupation).toBe('awake');
    expect(
      await app.sql('select 1 from timer where task like $1 union all select 1 from automation_wait', [OURS]),
    ).toEqual([]);
    await expect(steer('resume', run)).rejects.toThrow('TRANSITION_REFUSED');
  });

  test('a run that waits is cancelled, or resumed before its time', async () => {
    const id = await automation({
      ...manual,
      steps: [
        { id: 'sleep', type: 'wait', for: 'P1Y' },
        { id: 'set', type: 'update', values: { occupation: 'woken' } },
      ],
    });
    const [first, second] = [await app.alpha.customer({ name: 'one' }), await app.alpha.customer({ name: 'two' })];
    await start(id, first);
    await start(id, second);
    await steer('cancel', (await runAbout(first, 'WAITING')).id);
    await steer('resume', (await runAbout(second, 'WAITING')).id);
    await runAbout(second, 'DONE');
    expect((await customer(second)).occupation).toBe('woken');
    expect((await customer(first)).occupation).toBeNull();
    expect(await app.sql('select 1 from timer where task like $1', [OURS])).toEqual([]);
  });

  test('a step that fails says why, and is tried once more when somebody asks', async () => {
    const id = await automation({
      ...manual,
      steps: [{ id: 'note', type: 'run', step: 'loyalty/note', input: { text: { subject: 'region' } } }],
    });
    const subject = await app.alpha.customer({ name: 'stubborn', region: 'refuse' });
    await start(id, subject);
    const failed = await runAbout(subject, 'FAILED');
    expect(failed).toMatchObject({
      errorCode: 'PLUGIN_FAILED',
      reason: 'The plugin "loyalty": its step note failed: not that',
      steps: { nodes: [{ stepId: 'note', state: 'FAILED', tries: 1 }] },
    });
    await app.alpha.admin.get('mutation($id: ID!) { updateCustomer(id: $id, input: { region: "fine" }) { id } }', {
      id: subject,
    });
    await steer('retry', failed.id);
    const healed = await runAbout(subject, 'DONE');
    expect(healed).toMatchObject({ reason: null, errorCode: null, steps: { nodes: [{ state: 'DONE', tries: 2 }] } });
  });

  test('it sends to an address with the same key at every try, and never where it must not', async () => {
    const id = await automation({
      ...manual,
      steps: [{ id: 'tell', type: 'http', url, body: { who: { subject: 'name' } } }],
    });
    const subject = await app.alpha.customer({ name: 'told' });
    answer = 503;
    await start(id, subject);
    await until(() => received.length === 1);
    answer = 200;
    await until(
      async () =>
        (
          await app.sql(
            'select 1 from graphile_worker.jobs where task_identifier like $1 and attempts > 0 and locked_by is null',
            [OURS],
          )
        ).length === 1,
    );
    await app.sql('update graphile_worker._private_jobs set run_at = now()');
    await runAbout(subject, 'DONE');
    expect(received).toHaveLength(2);
    expect(new Set(received.map(({ key }) => key)).size).toBe(1);
    expect(received[1]?.body).toEqual({ who: 'told' });
    const inside = { ...manual, steps: [{ id: 'tell', type: 'http', url: 'http://10.0.0.1/', body: {} }] };
    const CREATE = 'mutation($input: CreateAutomationInput!) { createAutomation(input: $input) { id } }';
    expect(
      await app.alpha.admin.refused(CREATE, { input: { key: 'inside', name: 'Inside', definition: inside } }),
    ).toMatchObject({ code: 'ADDRESS_REFUSED' });
  });

  test('it asks for a message, and learns whether that is on its way or which rule forbids it', async () => {
    const message = { type: 'sendMessage', template: 'welcome', variables: { name: { subject: 'name' } } };
    const id = await automation({
      ...manual,
      steps: [
        { id: 'bird', ...message, channel: 'CARRIER_PIGEON', purpose: 'SERVICE' },
        { id: 'advert', ...message, record: { input: 'to' }, purpose: 'MARKETING' },
        { id: 'set', type: 'update', values: { occupation: { step: 'advert.rule' } } },
      ],
    });
    const subject = await app.alpha.customer({ name: 'written' });
    const silent = await app.alpha.customer({ name: 'quiet', region: 'SILENT' });
    await start(id, subject, { to: silent });
    const run = await runAbout(subject, 'DONE');
    const letters = await app.sql<{ id: string; text: string }>('select id, text from letter order by created_at, id');
    expect(letters.map(({ text }) => text)).toEqual([
      'CARRIER_PIGEON welcome {"name":"written"}',
      'POST welcome {"name":"written"}',
    ]);
    expect(run.steps.nodes.slice(0, 2).map(({ output }) => JSON.parse(output ?? ''))).toEqual([
      { id: `ltr_${letters[0]?.id}`, state: 'QUEUED', rule: null },
      { id: `ltr_${letters[1]?.id}`, state: 'REFUSED', rule: 'silent region' },
    ]);
    expect((await customer(subject)).occupation).toBe('silent region');

    const DRY = `mutation($id: ID!, $recordId: ID, $input: JSON) {
      dryRunAutomation(id: $id, recordId: $recordId, input: $input) { fault steps { stepId output note } } }`;
    expect(await app.alpha.admin.get(DRY, { id, recordId: subject, input: { to: silent } })).toMatchObject({
      dryRunAutomation: {
        fault: null,
        steps: [
          {
            stepId: 'bird',
            note: 'Nothing is sent.',
            output: {
              recordId: subject,
              channel: 'CARRIER_PIGEON',
              purpose: 'SERVICE',
              template: 'welcome',
              variables: { name: 'written' },
            },
          },
          { stepId: 'advert', output: { recordId: silent, channel: null, purpose: 'MARKETING' } },
          { stepId: 'set' },
        ],
      },
    });
    expect(await app.sql('select 1 from letter')).toHaveLength(2);

    const lost = await app.alpha.customer({ name: 'lost' });
    await start(id, lost, { to: null });
    expect(await runAbout(lost, 'FAILED')).toMatchObject({
      errorCode: 'INPUT_INVALID',
      reason: 'advert.record: names no record.',
    });
  });

  test('without the plugin that sends messages, none is sent: what began waits for it or fails', async () => {
    const step = { id: 'tell', type: 'sendMessage', purpose: 'SERVICE', template: 'welcome' };
    const id = await automation({ ...manual, steps: [{ id: 'sleep', type: 'wait', for: 'P1D' }, step] });
    const subject = await app.alpha.customer({ name: 'unsent' });
    await start(id, subject);
    await runAbout(subject, 'WAITING');
    await app.alpha.admin.get('mutation { disablePlugin(id: "postbox") { id } }');
    const CREATE = 'mutation($input: CreateAutomationInput!) { createAutomation(input: $input) { id } }';
    await until(async () => {
      const input = { key: `unsent-${made++}`, name: 'Unsent', definition: { ...manual, steps: [step] } };
      const { errors } = await app.alpha.admin.ask(CREATE, { input });
      if (errors)
        expect(errors[0]).toMatchObject({
          message: 'input.definition: the step "tell": no plugin sends messages.',
          extensions: { code: 'AUTOMATION_INVALID', hint: expect.stringContaining('message port') },
        });
      return errors !== undefined;
    });
    await app.sql("update timer set due_at = now() where key like 'automation run%'");
    expect(await runAbout(subject, 'FAILED')).toMatchObject({ errorCode: 'PLUGIN_UNAVAILABLE' });
    await app.alpha.admin.get('mutation { enablePlugin(id: "postbox") { id } }');
  });

  test('automations that let each other begin in a circle are stopped, and the run names the circle', async () => {
    const step = (id: string, values: object) => ({ id, type: 'update', values });
    const trigger = (field: string) => ({ trigger: { event: 'customer.updated', changedFields: [field] } });
    const filter = { condition: { name: { startsWith: 'circle' } } };
    const ping = await automation({
      ...trigger('occupation'),
      ...filter,
      steps: [step('set', { region: { event: 'id' } })],
    });
    const pong = await automation({
      ...trigger('region'),
      ...filter,
      steps: [step('set', { occupation: { event: 'id' } })],
    });
    const subject = await app.alpha.customer({ name: 'circle' });
    await app.alpha.admin.get('mutation($id: ID!) { updateCustomer(id: $id, input: { occupation: "go" }) { id } }', {
      id: subject,
    });
    const stopped = await runAbout(subject, 'FAILED');
    expect(stopped).toMatchObject({ errorCode: 'AUTOMATION_LOOP', steps: { nodes: [] } });
    expect(stopped.reason).toMatch(/circle: (test-\d+) -> test-\d+ -> \1\.$/);
    await sleep(300);
    expect(await runsOf({ subjectId: { eq: subject } })).toHaveLength(3);
    for (const id of [ping, pong])
      await app.alpha.admin.get('mutation($id: ID!) { pauseAutomation(id: $id) { state } }', { id });
  });

  test('a dry run shows what would happen after a past event, and writes nothing', async () => {
    const id = await automation(
      {
        trigger: { event: 'customer.created' },
        condition: { name: { startsWith: 'dry' } },
        steps: [
          { id: 'set', type: 'update', values: { occupation: 'wet' } },
          { id: 'sleep', type: 'wait', for: 'P1D' },
          { id: 'made', type: 'create', recordType: 'Team', values: { name: { text: ['for ', { step: 'set.id' }] } } },
          { id: 'tell', type: 'http', url, body: {} },
        ],
      },
      false,
    );
    const { eventCursor: before } = await app.alpha.admin.get<{ eventCursor: string }>('{ eventCursor }');
    const subject = await app.alpha.customer({ name: 'dry' });
    const EVENTS = 'query($after: String!) { events(after: $after, types: ["customer.created"]) { nodes { cursor } } }';
    const created = async () =>
      (await app.alpha.admin.get<{ events: { nodes: { cursor: string }[] } }>(EVENTS, { after: before })).events.nodes;
    await until(async () => (await created()).length > 0);
    const DRY =
      'mutation($id: ID!, $event: String) { dryRunAutomation(id: $id, event: $event) { begins fault steps { stepId note } } }';
    const [event] = await created();
    const sent = received.length;
    expect(await app.alpha.admin.get(DRY, { id, event: event?.cursor })).toMatchObject({
      dryRunAutomation: {
        begins: true,
        fault: null,
        steps: [
          { stepId: 'set', note: null },
          { stepId: 'sleep', note: expect.stringContaining('It waits until') },
          { stepId: 'made' },
          { stepId: 'tell', note: `Nothing is sent to ${url}.` },
        ],
      },
    });
    expect((await customer(subject)).occupation).toBeNull();
    expect(received).toHaveLength(sent);
    expect(await app.sql("select 1 from team where name like 'for %'")).toEqual([]);
  });

  test('a system that only knows webhooks lets one begin, once per key, if its role may', async () => {
    await automation({
      trigger: { webhook: true },
      steps: [{ id: 'made', type: 'create', recordType: 'Team', values: { name: { input: 'team' } } }],
    });
    const ROLE = 'mutation($input: CreateRoleInput!) { createRole(input: $input) { id } }';
    const { createRole } = await app.alpha.admin.get<{ createRole: { id: string } }>(ROLE, {
      input: {
        key: 'form',
        name: 'Form',
        grants: [
          { recordType: 'Automation', read: 'ALL' },
          { recordType: 'AutomationRun', read: 'ALL', create: 'ALL' },
        ],
      },
    });
    const KEY = 'mutation($role: ID!) { createApiKey(input: { name: "form", roleId: $role }) { secret } }';
    const { createApiKey } = await app.alpha.admin.get<{ createApiKey: { secret: string } }>(KEY, {
      role: createRole.id,
    });
    const send = (credential: string, key = `test-${made}`) =>
      fetch(`${address}/automations?key=${key}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${credential}`,
          'content-type': 'application/json',
          'idempotency-key': 'one',
        },
        body: JSON.stringify({ team: 'from outside' }),
      });
    const answers = [await send(createApiKey.secret), await send(createApiKey.secret)];
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    const [first, second] = await Promise.all(answers.map((each) => each.json()));
    expect(first).toEqual(second);
    await until(async () => (await app.sql("select 1 from team where name = 'from outside'")).length === 1);
    expect((await send(createApiKey.secret, 'nothing')).status).toBe(404);
    expect((await send(app.alpha.as('seller').key)).status).toBe(403);
    expect((await send('nobody')).status).toBe(401);
  });

  test('a rule in time lets one begin, once for each time', async () => {
    const id = await automation({
      trigger: { cron: '0 3 * * *', catchUp: 'all' },
      steps: [{ id: 'made', type: 'create', recordType: 'Team', values: { name: 'nightly' } }],
    });
    const due = new Date(Date.UTC(2026, 0, 1, 3));
    await app.sql("update timer set due_at = now(), payload = jsonb_set(payload, '{due}', to_jsonb($1::text))", [
      new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000 - 2 * 86_400_000 + 3 * 3_600_000).toISOString(),
    ]);
    expect(due.getUTCHours()).toBe(3);
    await until(async () => (await runsOf({ automationId: { eq: id }, state: { eq: 'DONE' } })).length >= 1);
    await until(
      async () => (await app.sql('select 1 from timer where task like $1 and due_at > now()', [OURS])).length === 1,
    );
    await app.alpha.admin.get('mutation($id: ID!) { pauseAutomation(id: $id) { state } }', { id });
  });
});

describe('what an automation cannot be', () => {
  const CREATE = 'mutation($input: CreateAutomationInput!) { createAutomation(input: $input) { id } }';
  const step = (fields: object) => ({ ...manual, steps: [{ id: 'it', ...fields }] });
  test.each([
    ['no steps', { trigger: { manual: true } }, 'input.definition.steps: is missing.'],
    ['an unknown trigger', { trigger: {}, steps: [] }, 'input.definition.trigger: must have'],
    [
      'an unknown event',
      { trigger: { event: 'customer.vanished' }, steps: [] },
      'there is no event "customer.vanished"',
    ],
    ['an unknown type', step({ type: 'teleport' }), 'the step "it" has the unknown type "teleport"'],
    [
      'a field that is gone',
      step({ type: 'update', values: { shoeSize: 43 } }),
      'the step "it": values.shoeSize: Customer has no such field',
    ],
    [
      'a value of a field that is gone',
      step({ type: 'update', values: { name: { subject: 'shoeSize' } } }),
      'Customer has no field "shoeSize"',
    ],
    ['a filter on a field that is gone', step({ type: 'if', filter: { shoeSize: { eq: 43 } }, steps: [] }), 'shoeSize'],
    ['a filter value of another type', step({ type: 'if', filter: { kind: { eq: 'FISH' } }, steps: [] }), 'FISH'],
    [
      'a record type that is gone',
      step({ type: 'create', recordType: 'Shoe', values: {} }),
      'there is no record type "Shoe"',
    ],
    [
      'a transition that is not there',
      step({ type: 'transition', transition: 'fly' }),
      'Customer has no transition "fly"',
    ],
    ['a step of no plugin', step({ type: 'run', step: 'loyalty/dance' }), 'no plugin offers the step "loyalty/dance"'],
    ['a step without its input', step({ type: 'run', step: 'loyalty/note' }), 'input.text: is missing'],
    [
      'a step that is not there',
      step({ type: 'update', values: { name: { step: 'that.id' } } }),
      'there is no step "that"',
    ],
    [
      'a message on a way that there is not',
      step({ type: 'sendMessage', channel: 'TELEX', purpose: 'SERVICE', template: 'welcome' }),
      'the step "it": channel: there is no channel "TELEX"',
    ],
    [
      'a message for nothing that it may be for',
      step({ type: 'sendMessage', purpose: 'FUN', template: 'welcome' }),
      'the step "it": purpose: there is no purpose "FUN"',
    ],
    [
      'a message for nobody',
      {
        trigger: { manual: true },
        steps: [{ id: 'it', type: 'sendMessage', purpose: 'SERVICE', template: 'welcome' }],
      },
      'there is no record that the message is for',
    ],
    ['a bad duration', step({ type: 'wait', for: 'two weeks' }), 'must be a duration'],
    ['an unknown key', step({ type: 'stop', code: 'eval()' }), 'input.definition.steps[0].code: is unknown.'],
    ['a rule that is never due', { trigger: { cron: '0 0 30 2 *' }, steps: [] }, 'never due'],
  ])('%s', async (_what, definition, message) => {
    const error = await app.alpha.admin.refused(CREATE, { input: { key: 'wrong', name: 'Wrong', definition } });
    expect(error).toMatchObject({ code: 'AUTOMATION_INVALID', message: expect.stringContaining(message) });
  });

  test('two plugins with a message port stop the start, which names both', () => {
    const second = definePlugin({ ...postboxPlugin, id: 'telegraph', records: [], migrations: [] });
    expect(() => new Installation([...app.app.installation.plugins, second])).toThrow(
      expect.objectContaining({
        constructor: PluginError,
        message: 'The plugins "postbox" and "telegraph" both have a message port.',
      }),
    );
  });

  test('one of a plugin that refers to what is not there stops the start, with the plugin, the step and what to do', () => {
    const loose = definePlugin({
      id: 'loose',
      version: '1.0.0',
      requires: ['customers'],
      rights: { Customer: { read: 'all', update: 'all' } },
      automations: [
        {
          key: 'lost',
          name: 'Lost',
          trigger: { event: 'customer.created' },
          steps: [{ id: 'set', type: 'update', values: { shoeSize: 43 } }],
        },
      ],
    });
    expect(() => new Installation([...app.app.installation.plugins, loose])).toThrow(
      expect.objectContaining({
        constructor: PluginError,
        message: expect.stringMatching(/"loose": the automation "lost": .*the step "set".*shoeSize/),
        hint: expect.stringContaining('Take it out'),
      }),
    );
  });
});
