import { RapportError } from '../errors/index.ts';
import type { Composition } from '../plugins/composition.ts';
import type { RecordCatalogue } from '../records/catalogue.ts';
import { encodeId } from '../records/record-id.ts';
import { recordTypeOf } from '../records/registry.ts';
import { quoteIdentifier, type StatementRunner } from '../tenancy/index.ts';
import { Access } from './access.ts';
import type { Actor, Tenant } from './actor.ts';
import { ApiKey } from './api-key.record.ts';
import { TENANT_SETUP, type TenantSetup } from './load-tenant.ts';
import { builtInRights, customRights, type StoredGrant } from './rights.ts';
import { Role } from './role.record.ts';
import { Team } from './team.record.ts';
import { Territory } from './territory.record.ts';
import { User } from './user.record.ts';

/** An authenticated actor: his tenant, his rights, and how long his credential is good. */
export interface Principal {
  readonly tenant: Tenant;
  readonly access: Access;
  /** The plugins that his tenant has switched on. */
  readonly composition: Composition;
  /** Milliseconds since 1970; undefined for never. */
  readonly expiresAt: number | undefined;
  /** Cost points per second, where the credential has a limit of its own. */
  readonly budgetPerSecond: number | undefined;
}

interface PrincipalRow {
  readonly slug: string;
  readonly tenant_name: string;
  readonly default_country: string | null;
  readonly api_key_id: string | null;
  readonly expires_at: Date | null;
  readonly budget_per_second: number | null;
  readonly user_id: string | null;
  readonly record_id: string | null;
  readonly role_id: string;
  readonly role_key: string;
  readonly built_in: boolean;
  readonly grants: StoredGrant[];
  readonly permissions: readonly string[] | null;
  readonly team_ids: string[];
  readonly territory_ids: string[];
  readonly setup: TenantSetup;
}

/** Puts together what a tenant works with. */
export interface Compositions {
  of(setup: TenantSetup): Composition;
}

/** Ids of a tree's node and all below it. */
const subtree = (table: 'team' | 'territory', root: string) => `
array(
  with recursive below(id) as (
    select id from ${table} where tenant_id = $1 and id = ${root} and deleted_at is null
    union
    select t.id from ${table} t join below on t.parent_id = below.id where t.tenant_id = $1 and t.deleted_at is null)
  select id from below)`;

const principalSql = (credential: string, roleOf: string) => `
select t.slug, t.name as tenant_name, t.default_country, c.api_key_id, c.expires_at, c.budget_per_second, c.record_id, u.id as user_id,
  r.id as role_id, r.key as role_key, r.built_in, r.grants, r.permissions,
  ${subtree('team', 'u.team_id')} as team_ids, ${subtree('territory', 'u.territory_id')} as territory_ids,
  ${TENANT_SETUP} as setup
from (${credential}) c
left join user_account u on u.tenant_id = $1 and u.id = c.user_id and u.deleted_at is null
join tenant t on t.tenant_id = $1
join role r on r.tenant_id = $1 and r.id = ${roleOf} and r.deleted_at is null
-- Whoever is barred bars the keys that act for him.
where c.user_id is null or u.active`;

const principalOfKey = principalSql(
  'select id as api_key_id, expires_at, budget_per_second, record_id, user_id, role_id from api_key where tenant_id = $1 and id = $2 and deleted_at is null',
  'c.role_id',
);

const principalOfSubject = principalSql(
  'select null::uuid as api_key_id, null::timestamptz as expires_at, null::integer as budget_per_second, null::text as record_id, id as user_id from user_account where tenant_id = $1 and subject = $2 and deleted_at is null',
  'u.role_id',
);

const principalOfUser = principalSql(
  'select null::uuid as api_key_id, null::timestamptz as expires_at, null::integer as budget_per_second, null::text as record_id, id as user_id from user_account where tenant_id = $1 and id = $2 and deleted_at is null',
  'u.role_id',
);

export const loadKeyPrincipal = (
  runner: StatementRunner,
  compositions: Compositions,
  tenantId: number,
  apiKeyId: string,
) => load(runner, compositions, tenantId, principalOfKey, apiKeyId);

export const loadSubjectPrincipal = (
  runner: StatementRunner,
  compositions: Compositions,
  tenantId: number,
  subject: string,
) => load(runner, compositions, tenantId, principalOfSubject, subject);

/** A user as he would be if he signed in now; undefined when he could not. */
export const loadUserPrincipal = (
  runner: StatementRunner,
  compositions: Compositions,
  tenantId: number,
  userUuid: string,
) => load(runner, compositions, tenantId, principalOfUser, userUuid);

async function load(
  runner: StatementRunner,
  compositions: Compositions,
  tenantId: number,
  text: string,
  credential: string,
): Promise<Principal | undefined> {
  const [row] = await runner.run<PrincipalRow>({ text, values: [tenantId, credential] });
  if (!row) return undefined;
  const composition = compositions.of(row.setup);
  const { catalogue } = composition;
  if (row.record_id && !(await isLiving(runner, catalogue, tenantId, row.record_id))) return undefined;
  const rights = row.built_in
    ? builtInRights(catalogue, row.role_key)
    : customRights(catalogue, row.grants, row.permissions ?? []);
  const role = { id: encodeId(recordTypeOf(Role), row.role_id), key: row.role_key };
  return {
    tenant: { id: tenantId, slug: row.slug, name: row.tenant_name, defaultCountry: row.default_country ?? undefined },
    access: new Access(actorOf(row), role, rights, composition.key),
    composition,
    expiresAt: row.expires_at?.getTime(),
    budgetPerSecond: row.budget_per_second ?? undefined,
  };
}

/** Whoever serves himself is gone with his record. */
async function isLiving(
  runner: StatementRunner,
  catalogue: RecordCatalogue,
  tenantId: number,
  recordId: string,
): Promise<boolean> {
  const [type, uuid] = catalogue.resolveId(recordId, 'recordId');
  const text = `select 1 from ${quoteIdentifier(type.table)} where tenant_id = $1 and id = $2 and deleted_at is null`;
  return (await runner.run({ text, values: [tenantId, uuid] })).length > 0;
}

function actorOf(row: PrincipalRow): Actor {
  const userId = row.user_id ? encodeId(recordTypeOf(User), row.user_id) : undefined;
  const shared = {
    userId,
    teamIds: row.team_ids.map((uuid) => encodeId(recordTypeOf(Team), uuid)),
    territoryIds: row.territory_ids.map((uuid) => encodeId(recordTypeOf(Territory), uuid)),
    recordId: row.record_id ?? undefined,
  };
  if (row.record_id) return { kind: 'SELF', id: row.record_id, ...shared };
  if (row.api_key_id) return { kind: 'API_KEY', id: encodeId(recordTypeOf(ApiKey), row.api_key_id), ...shared };
  if (!userId) throw new RapportError('UNAUTHENTICATED', 'The credential belongs to nobody.');
  return { kind: 'USER', id: userId, ...shared };
}
