import { createTestApp, type TestApp, type TestClient, type TestTenant } from '@rapport/testing';
import realEstate from '../index.ts';

export const startEstate = (environment: Readonly<Record<string, string>> = {}): Promise<TestApp> =>
  createTestApp({ plugins: [realEstate], environment });

export const hkd = (amount: string | number) => ({ amount: String(amount), currency: 'HKD' });

export interface Estate {
  readonly projectId: string;
  readonly phaseId: string;
  readonly permitId: string;
  readonly buildingId: string;
  readonly layoutId: string;
  readonly releaseId: string;
  readonly priceListId: string;
  readonly unitIds: readonly string[];
}

export interface EstateOptions {
  readonly floors?: number;
  readonly perFloor?: number;
  readonly order?: 'FIRST_COME' | 'LOTTERY' | 'POINTS';
  readonly project?: object;
  readonly price?: number;
  readonly priceList?: object;
  /** Leaves the release as it is planned. */
  readonly unopened?: boolean;
}

let estates = 0;

/** A step of a life cycle that must succeed. */
export async function step(client: TestClient, name: string, id: string, input?: object, reason?: string) {
  const type = name.replace(/^[a-z]+(?:[A-Z][a-z]+)*?(?=Estate)/, '');
  const declared = input ? `, $input: ${pascal(name.slice(0, name.length - type.length))}${type}Input` : '';
  const given = input ? ', input: $input' : '';
  const document = `mutation($id: ID!, $reason: String${declared}) { it: ${name}(id: $id, reason: $reason${given}) { id } }`;
  return client.get<{ it: { id: string } }>(document, { id, reason, input });
}

/** The error with which a step is refused. */
export function stepRefused(client: TestClient, name: string, id: string, input?: object, reason?: string) {
  const type = name.replace(/^[a-z]+(?:[A-Z][a-z]+)*?(?=Estate)/, '');
  const declared = input ? `, $input: ${pascal(name.slice(0, name.length - type.length))}${type}Input` : '';
  const given = input ? ', input: $input' : '';
  const document = `mutation($id: ID!, $reason: String${declared}) { it: ${name}(id: $id, reason: $reason${given}) { id } }`;
  return client.refused(document, { id, reason, input });
}

const pascal = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

/** Units with prices in a building with a permit, on sale unless it says otherwise. */
export async function makeEstate(tenant: TestTenant, options: EstateOptions = {}): Promise<Estate> {
  const { floors = 1, perFloor = 3, order = 'FIRST_COME', price = 1_000_000, unopened = false } = options;
  const { admin } = tenant;
  const number = ++estates;
  const project = { name: `Harbour View ${number}`, currency: 'HKD', ...options.project };
  const { id: projectId } = await admin.create('EstateProject', project);
  const { id: permitId } = await admin.create('EstatePermit', {
    projectId,
    number: `P-${number}`,
    issuedOn: '2025-01-01',
  });
  const { id: phaseId } = await admin.create('EstatePhase', { projectId, name: 'Phase 1' });
  const { id: buildingId } = await admin.create('EstateBuilding', { phaseId, permitId, name: 'Tower 1' });
  const { id: layoutId } = await admin.create('EstateLayout', {
    projectId,
    name: 'A',
    bedroomsTotal: 2,
    buildingAreaTotal: '80.00',
    livingArea: '60.00',
  });
  const { id: releaseId } = await admin.create('EstateRelease', {
    projectId,
    name: 'First release',
    startsAt: '2025-06-01T02:00:00Z',
    queueRule: order,
  });
  const unitIds: string[] = [];
  for (let level = 1; level <= floors; level++) {
    const { id: floorId } = await admin.create('EstateFloor', { buildingId, level });
    const inputs = Array.from({ length: perFloor }, (_, index) => ({
      floorId,
      layoutId,
      releaseId,
      unitNumber: `${level}${String(index + 1).padStart(2, '0')}`,
      line: index + 1,
      buildingAreaTotal: '80.00',
      livingArea: '60.00',
    }));
    unitIds.push(...(await createAll(admin, 'EstateUnit', inputs)));
  }
  const priceListId = await putInForce(tenant, projectId, 1, unitIds, price, options.priceList);
  if (!unopened) {
    await admin.get('mutation($id: ID!) { publishEstateRelease(id: $id) { id } }', { id: releaseId });
    if (order === 'FIRST_COME') await step(admin, 'openEstateRelease', releaseId);
  }
  return { projectId, phaseId, permitId, buildingId, layoutId, releaseId, priceListId, unitIds };
}

/** Creates records that must be accepted, in one command. */
export async function createAll(client: TestClient, type: string, inputs: readonly object[]): Promise<string[]> {
  const document = `mutation($inputs: [Create${type}Input!]!) { it: create${type}s(inputs: $inputs) { results { record { id } error { message } } } }`;
  const { it } = await client.get<{ it: { results: { record: { id: string } | null; error: unknown }[] } }>(document, {
    inputs,
  });
  return it.results.map(({ record, error }) => {
    if (!record) throw new Error(JSON.stringify(error));
    return record.id;
  });
}

/** A price list with one price for all units, written by a manager, approved and put in force by an administrator. */
export async function putInForce(
  tenant: TestTenant,
  projectId: string,
  number: number,
  unitIds: readonly string[],
  price: number,
  values: object = {},
): Promise<string> {
  const manager = tenant.as('manager');
  const { id: priceListId } = await manager.create('EstatePriceList', { projectId, number, ...values });
  await createAll(
    manager,
    'EstateUnitPrice',
    unitIds.map((unitId) => ({ priceListId, unitId, total: hkd(price) })),
  );
  await step(manager, 'submitEstatePriceList', priceListId);
  await step(tenant.admin, 'approveEstatePriceList', priceListId);
  await step(tenant.admin, 'activateEstatePriceList', priceListId);
  return priceListId;
}

/** A customer of a seller. */
export const buyer = (tenant: TestTenant, input: object = {}): Promise<string> =>
  tenant.customer({ ownerId: tenant.users.seller, ...input });

export async function hold(
  tenant: TestTenant,
  unitId: string,
  customerId: string,
  values: object = {},
): Promise<string> {
  return (await tenant.as('seller').create('EstateClaim', { unitId, customerId, ...values })).id;
}

/** A subscription that is signed and paid. */
export async function subscribe(
  tenant: TestTenant,
  unitId: string,
  customerId: string,
  values: object = {},
): Promise<string> {
  const claimId = await hold(tenant, unitId, customerId);
  const seller = tenant.as('seller');
  const { id } = await seller.create('EstateSubscription', { claimId, deposit: hkd(50_000), ...values });
  await step(seller, 'signEstateSubscription', id);
  await step(seller, 'payEstateSubscription', id);
  return id;
}

export interface Instalment {
  readonly dueOn: string;
  readonly amount: { readonly amount: string; readonly currency: string };
  readonly source?: 'OWN' | 'LOAN';
}

export const SET_PLAN =
  'mutation($id: ID!, $instalments: [EstateInstalmentInput!]!) { setEstatePaymentPlan(contractId: $id, instalments: $instalments) { id } }';

let contracts = 0;

/** A signed contract whose instalments are due at once. */
export async function contract(
  tenant: TestTenant,
  unitId: string,
  customerId: string,
  instalments: readonly Instalment[] = [{ dueOn: '2026-01-01', amount: hkd(1_000_000) }],
  values: object = {},
): Promise<string> {
  const subscriptionId = await subscribe(tenant, unitId, customerId);
  const seller = tenant.as('seller');
  const { id } = await seller.create('EstateContract', { subscriptionId, number: `C-${++contracts}`, ...values });
  await seller.get(SET_PLAN, { id, instalments });
  await step(seller, 'signEstateContract', id);
  return id;
}

export async function file(tenant: TestTenant, contractId: string): Promise<void> {
  await step(tenant.as('seller'), 'fileEstateContract', contractId, {
    filingNumber: `F-${contractId}`,
    filedOn: '2026-01-02',
  });
}

/** Pays every open instalment. */
export async function payAll(tenant: TestTenant, contractId: string): Promise<void> {
  const { estateInstalments } = await tenant.admin.get<{ estateInstalments: { nodes: { id: string }[] } }>(
    'query($id: ID!) { estateInstalments(filter: { contractId: { eq: $id }, state: { eq: OPEN } }) { nodes { id } } }',
    { id: contractId },
  );
  for (const { id } of estateInstalments.nodes) await step(tenant.as('seller'), 'payEstateInstalment', id);
}

export async function unitState(tenant: TestTenant, id: string): Promise<string> {
  const { estateUnit } = await tenant.admin.get<{ estateUnit: { state: string } }>(
    'query($id: ID!) { estateUnit(id: $id) { state } }',
    { id },
  );
  return estateUnit.state;
}
