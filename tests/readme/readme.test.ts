import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { draftMigration } from '@rapport/kernel';
import { asOwner } from '@rapport/server';
import { createTestApp, type TestApp } from '@rapport/testing';
import { buildSchema, Kind, parse, validate } from 'graphql';
import { connect, Followed } from '../events/follow.ts';
import { FieldService } from '../fixtures/field-service.ts';
import { type ServiceDesk, serviceDesk } from '../fixtures/service-desk.ts';
import { documentedOperations, readmeBlock } from './readme.ts';
import { wineClub } from './wine-club.ts';

let app: TestApp;
let roleId: string;
let url: string;
let customer: { id: string; version: number };
/** Ids of plans by the prefix of their type. */
let plans: Readonly<Record<string, string>>;
let jobId: string;
let desk: ServiceDesk;
beforeAll(async () => {
  app = await createTestApp({ plugins: [wineClub] });
  url = await app.listen();
  const { createCustomer } = await app.alpha
    .as('seller')
    .get<{ createCustomer: { id: string; version: number } }>(
      'mutation { createCustomer(input: { kind: PERSON, name: "王小明" }) { id version } }',
    );
  customer = createCustomer;
  const { roles } = await app.alpha.admin.get<{ roles: { nodes: { id: string }[] } }>(
    '{ roles(filter: { key: { eq: "manager" } }) { nodes { id } } }',
  );
  roleId = roles.nodes[0]?.id ?? '';
  const { admin } = app.alpha;
  const made = async (type: string, input: object) => (await admin.create(type, input)).id;
  const seg = await made('Segment', { name: 'Documented', kind: 'STATIC' });
  plans = {
    seg,
    sgg: await made('SegmentGroup', { name: 'Documented', brand: 'Documented', terms: 'Any' }),
    mbt: await made('MemberTarget', {
      ...{ name: 'Documented', segmentId: seg, startsOn: '2025-01-01', endsOn: '2025-02-01', activePercent: '1' },
    }),
    dlr: await made('DealReview', {
      ...{ system: 'shop', reference: 'Documented', outcome: 'LOST', decidedAt: '2026-01-01T00:00:00Z' },
    }),
    tgl: await made('TargetList', { name: 'Documented' }),
    cmp: await made('Campaign', { name: 'Documented', insight: 'Asked.', insightSource: 'DATA', media: ['EMAIL'] }),
    mtp: await made('MessageTemplate', { key: 'documented', name: 'News', purpose: 'MARKETING', channel: 'EMAIL' }),
  };
  const welcome = await made('MessageTemplate', {
    key: 'welcome',
    name: 'Welcome',
    purpose: 'SERVICE',
    channel: 'EMAIL',
  });
  await made('TemplateVersion', { templateId: welcome, locale: 'en', body: 'Welcome, {{ customer.name }}.' });
  ({ id: jobId } = await (await FieldService.begin(app)).planned(['dispatch']));
  desk = await serviceDesk(app, customer.id);
});
afterAll(() => app.close());

describe('the README', () => {
  test('its query answers', async () => {
    const { customers } = await app.alpha.admin.get<{ customers: { nodes: { name: string }[] } }>(
      readmeBlock('graphql', 'query'),
    );
    expect(customers.nodes).toContainEqual(expect.objectContaining({ name: '王小明' }));
  });

  test('its script that follows customers goes on where it was killed', async () => {
    const file = path.join(import.meta.dirname, 'follow-customers.mjs');
    expect(readmeBlock('js', 'follow-customers')).toBe(fs.readFileSync(file, 'utf8'));
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rapport-readme-'));
    const environment = { ...process.env, RAPPORT_URL: url, RAPPORT_KEY: app.alpha.admin.key };
    const run = async (until: string, meanwhile: () => Promise<unknown>) => {
      const script = spawn(process.execPath, [file], {
        cwd: folder,
        env: environment,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      while (!fs.existsSync(path.join(folder, 'customers.cursor')))
        await new Promise((resolve) => setTimeout(resolve, 20));
      await meanwhile();
      let output = '';
      for await (const chunk of script.stdout) {
        output += chunk;
        if (output.includes(until)) break;
      }
      script.kill('SIGKILL');
      return output;
    };
    const create = (name: string) =>
      app.alpha.admin.get('mutation($name: String!) { createCustomer(input: { kind: PERSON, name: $name }) { id } }', {
        name,
      });
    const first = await run('Ann', () => create('Ann'));
    await create('Bea');
    const second = await run('Cid', () => create('Cid'));
    expect(first).toContain('CREATED Ann');
    expect(second.replace(/^CREATED Ann\n/, '')).toBe('CREATED Bea\nCREATED Cid\n');
    fs.rmSync(folder, { recursive: true });
  });

  test('its plugin is the one that runs here', () => {
    expect(readmeBlock('ts', 'plugin')).toBe(fs.readFileSync(path.join(import.meta.dirname, 'wine-club.ts'), 'utf8'));
  });

  test('its migration is what the class declares', async () => {
    const { installation } = app.app;
    expect(await asOwner(app.database.owner, (queryRunner) => draftMigration(queryRunner, installation))).toBe('');
  });

  test('its plugin gives customers bottles, with lists, filters, sums and rights', async () => {
    const seller = app.alpha.as('seller');
    const create =
      'mutation($input: CreateWineBottleInput!) { createWineBottle(input: $input) { id price { amount } customer { name } } }';
    const made = await seller.get(create, {
      input: { label: 'Riesling', vintage: 2019, price: { amount: '850', currency: 'TWD' }, customerId: customer.id },
    });
    expect(made).toMatchObject({ createWineBottle: { price: { amount: '850.00' }, customer: { name: '王小明' } } });
    expect(await seller.get(readmeBlock('graphql', 'plugin'))).toMatchObject({
      customers: {
        nodes: [
          {
            name: '王小明',
            wineBottles: { nodes: [{ label: 'Riesling', vintage: 2019 }] },
            wineBottlesStats: { groups: [{ sum: { price: [{ amount: '850.00', currency: 'TWD' }] } }] },
          },
        ],
      },
    });
    expect(await app.alpha.as('marketer').refused('{ wineBottles { totalCount } }')).toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});

describe('documented operations', () => {
  let others = 0;
  const operations = documentedOperations();
  const core = buildSchema(fs.readFileSync(path.join(import.meta.dirname, '../../schema/core.graphql'), 'utf8'));

  test('there are some', () => {
    expect(operations.length).toBeGreaterThan(8);
  });

  test.each(
    operations
      .filter(({ label }) => label !== 'plugin')
      .map((block) => [`${block.page}: ${block.text.split('\n')[0]}`, block] as const),
  )('%s', async (_name, { text, label }) => {
    const document = parse(text);
    expect(validate(core, document).map(({ message }) => message)).toEqual([]);
    const [operation] = document.definitions;
    const needsVariables =
      operation?.kind === Kind.OPERATION_DEFINITION && (operation.variableDefinitions?.length ?? 0) > 0;
    expect({ variables: label.startsWith('{'), needsVariables }).toEqual({ variables: needsVariables, needsVariables });
    const { id: another } = await app.alpha.admin.create('Customer', { kind: 'PERSON', name: `Another ${++others}` });
    // Variables stand in the fence; ids and versions of the example are those of a record that exists.
    const variables = label.startsWith('{')
      ? (JSON.parse(
          label
            .replaceAll('"cus_..."', JSON.stringify(customer.id))
            .replaceAll('"cus_<another>"', JSON.stringify(another))
            .replaceAll('"usr_..."', JSON.stringify(app.alpha.users.seller))
            .replaceAll('"rol_..."', JSON.stringify(roleId))
            .replaceAll('"fjb_..."', JSON.stringify(jobId))
            .replaceAll(/"(seg|sgg|mbt|dlr|tgl|cmp|mtp)_\.\.\."/g, (_, prefix: string) => JSON.stringify(plans[prefix]))
            .replaceAll('"bcl_..."', JSON.stringify(desk.calendarId))
            .replaceAll('"que_..."', JSON.stringify(desk.queueId))
            .replaceAll('"srq_..."', JSON.stringify(desk.requestId)),
        ) as Record<string, unknown>)
      : {};
    if ('expectedVersion' in variables) {
      const { customer: now } = await app.alpha.admin.get<{ customer: { version: number } }>(
        'query($id: ID!) { customer(id: $id) { version } }',
        { id: customer.id },
      );
      variables.expectedVersion = now.version;
    }
    if (operation?.kind === Kind.OPERATION_DEFINITION && operation.operation === 'subscription') {
      const client = connect(url, app.alpha.admin.key);
      await new Followed(client, text, variables).until(({ events }) => events.length > 0);
      await client.dispose();
    } else await app.alpha.admin.get(text, variables);
  });
});
