import {
  Entitlement,
  ServiceAttachment,
  ServiceContract,
  ServiceMessage,
  ServiceNote,
  ServiceRequestMerge,
  ServiceRequestParticipant,
  ServiceRequestStep,
  SlaClock,
  SolutionUse,
} from '@rapport/core';
import { idOf, type RecordClass } from '@rapport/kernel';
import type { TestApp, TestTenant } from '@rapport/testing';
import type { OwnedKind } from './owned-records.ts';

const policies = new WeakMap<TestTenant, Promise<string>>();

/** A policy that every request of the tenant gets. */
function policyOf(tenant: TestTenant): Promise<string> {
  const made = async () => {
    const hours = [{ day: 'MONDAY', from: '09:00', until: '18:00' }];
    const calendar = { name: 'Probe', timeZone: 'Asia/Taipei', hours };
    const { id: calendarId } = await tenant.admin.create('BusinessCalendar', calendar);
    const targets = [{ milestone: 'RESOLUTION', minutes: 600 }];
    return (await tenant.admin.create('SlaPolicy', { name: 'Probe', calendarId, targets })).id;
  };
  const known = policies.get(tenant) ?? made();
  policies.set(tenant, known);
  return known;
}

const contract = (customerId: string) => ({ customerId, name: 'Care', startsOn: '2026-01-01', endsOn: '2027-01-01' });
const request = async (tenant: TestTenant, customerId: string) =>
  (await tenant.admin.create('ServiceRequest', { customerId, kind: 'FAULT', subject: 'Boiler leaks' })).id;
const within = (list: string) => `serviceRequests(first: 10) { nodes { ${list}`;

/** What the database keeps with a request, of which no command makes one. */
const keptWith =
  (record: RecordClass, table: string) =>
  async (app: TestApp, tenant: TestTenant, customerId: string): Promise<string> => {
    await policyOf(tenant);
    const requestId = await request(tenant, customerId);
    const [row] = await app.sql<{ id: string }>(`select id from ${table} where request_id = $1`, [requestId.slice(4)]);
    return idOf(record, row?.id ?? '');
  };

async function insertWith(app: TestApp, record: RecordClass, text: string, requestId: string): Promise<string> {
  const [row] = await app.sql<{ id: string }>(`${text} returning id`, [requestId.slice(4)]);
  return idOf(record, row?.id ?? '');
}

export const ownedService: readonly OwnedKind[] = [
  {
    record: ServiceContract,
    input: ({ customerId }) => contract(customerId),
    change: { name: 'Changed' },
    inverse: 'serviceContracts',
  },
  {
    record: Entitlement,
    input: async ({ tenant, customerId }) => ({
      contractId: (await tenant.admin.create('ServiceContract', contract(customerId))).id,
      policyId: await policyOf(tenant),
      name: 'Gold',
    }),
    change: { name: 'Changed' },
    inverse: 'serviceContracts(first: 10) { nodes { entitlements',
  },
  {
    record: ServiceRequestStep,
    input: () => ({}),
    change: {},
    inverse: within('steps'),
    make: keptWith(ServiceRequestStep, 'service_request_step'),
  },
  {
    record: SlaClock,
    input: () => ({}),
    change: {},
    inverse: within('clocks'),
    make: keptWith(SlaClock, 'sla_clock'),
  },
  {
    record: ServiceMessage,
    input: async ({ tenant, customerId }) => ({ requestId: await request(tenant, customerId), body: 'It drips.' }),
    change: {},
    inverse: within('messages'),
  },
  {
    record: ServiceNote,
    input: async ({ tenant, customerId }) => ({ requestId: await request(tenant, customerId), body: 'A seal?' }),
    change: { body: 'Changed' },
    inverse: within('notes'),
  },
  {
    record: ServiceRequestParticipant,
    input: async ({ tenant, customerId }) => ({
      requestId: await request(tenant, customerId),
      role: 'WATCHER',
      name: 'Anna',
    }),
    change: { role: 'AFFECTED' },
    inverse: within('participants'),
  },
  {
    record: ServiceRequestMerge,
    input: () => ({}),
    change: 'mutation($id: ID!) { unmergeServiceRequests(mergeId: $id) { merge { id } } }',
    inverse: within('merges'),
    make: async (_app, tenant, customerId) => {
      const ids = { survivorId: await request(tenant, customerId), mergedId: await request(tenant, customerId) };
      const { mergeServiceRequests } = await tenant.admin.get<{ mergeServiceRequests: { merge: { id: string } } }>(
        'mutation($survivorId: ID!, $mergedId: ID!) { mergeServiceRequests(survivorId: $survivorId, mergedId: $mergedId) { merge { id } } }',
        ids,
      );
      return mergeServiceRequests.merge.id;
    },
  },
  {
    record: ServiceAttachment,
    input: () => ({}),
    change: {},
    inverse: within('attachments'),
    make: async (app, tenant, customerId) =>
      insertWith(
        app,
        ServiceAttachment,
        `insert into service_attachment (tenant_id, id, request_id, file)
         select tenant_id, gen_random_uuid(), id, '{"name": "x", "mediaType": "text/plain", "size": 1, "sha256": "x", "key": "x"}'
         from service_request where id = $1`,
        await request(tenant, customerId),
      ),
  },
  {
    record: SolutionUse,
    input: () => ({}),
    change: {},
    inverse: within('solutionUses'),
    make: async (app, tenant, customerId) =>
      insertWith(
        app,
        SolutionUse,
        `with article as (
           insert into knowledge_article (tenant_id, id, title, problem, solution, state, audience, published_version, used_count)
           select tenant_id, gen_random_uuid(), gen_random_uuid()::text, 'p', 's', 'PUBLISHED', 'PUBLIC', 1, 0 from service_request where id = $1
           returning tenant_id, id)
         insert into solution_use (tenant_id, id, request_id, article_id, accepted)
         select tenant_id, gen_random_uuid(), $1, id, true from article`,
        await request(tenant, customerId),
      ),
  },
];
