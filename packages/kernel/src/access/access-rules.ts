import { RapportError } from '../errors/index.ts';
import { EVERYTHING } from '../records/predicate.ts';
import { decodeId, encodeId } from '../records/record-id.ts';
import type { RecordClass } from '../records/record-type.ts';
import { recordTypeOf } from '../records/registry.ts';
import { fieldNameOf } from '../records/relations.ts';
import { quoteIdentifier } from '../tenancy/index.ts';
import type { FieldValues, RecordChange } from '../work/change.ts';
import type { BeforeHandler, UnitOfWork } from '../work/unit-of-work.ts';
import type { Access } from './access.ts';
import { ApiKey } from './api-key.record.ts';
import { roleOf } from './api-key-rules.ts';
import { EVERYONE, SELF_ROLE, type StoredGrant } from './rights.ts';
import { Role } from './role.record.ts';
import { Team } from './team.record.ts';
import { Territory } from './territory.record.ts';
import { User } from './user.record.ts';

/**
 * What decides on somebody's rights is changed only by whoever may change roles, because he could grant himself
 * anything anyway: nobody lifts himself up, and nobody signs in as somebody else.
 */
const guardUserRights: BeforeHandler = {
  record: User,
  on: ['created', 'updated'],
  run: async ({ type, uuid, after, path }, work) => {
    const { access } = work.context;
    if (after.roleId !== undefined && (await roleOf(work, after.roleId, path))?.key === SELF_ROLE)
      refuse(`${path}.roleId`, `the role "${SELF_ROLE}" is for those outside, who are not users.`);
    if (mayChangeRoles(access)) return;
    requireOwnRole(access, after, path);
    if (typeof after.subject === 'string') forbid(access, `${path}.subject`, 'say who signs in as a user');
    if (access.actor.userId !== encodeId(type, uuid)) return;
    for (const field of ['teamId', 'territoryId'])
      if (after[field] !== undefined) forbid(access, `${path}.${field}`, 'widen its own reach');
  },
};

const guardKeyRights: BeforeHandler = {
  record: ApiKey,
  on: ['created', 'updated'],
  run: async ({ after, path }, { context: { access } }) => {
    if (mayChangeRoles(access)) return;
    requireOwnRole(access, after, path);
    if (typeof after.userId === 'string' && after.userId !== access.actor.userId)
      forbid(access, `${path}.userId`, 'let a key act for another user');
  },
};

/** Whoever may could grant himself anything. */
export function mayChangeRoles(access: Access): boolean {
  return access.scope(recordTypeOf(Role), 'update') === EVERYTHING;
}

function requireOwnRole(access: Access, { roleId }: FieldValues, path: string): void {
  if (roleId !== undefined && roleId !== access.role.id)
    forbid(access, `${path}.roleId`, 'assign a role other than itself');
}

function forbid(access: Access, field: string, what: string): never {
  throw new RapportError('FORBIDDEN', `The role "${access.role.key}" may not ${what}.`, {
    field,
    hint: 'Ask somebody who may change roles.',
  });
}

/** A grant names record types and fields that exist; what the record layer itself needs cannot be hidden. */
const checkGrants: BeforeHandler = {
  record: Role,
  on: ['created', 'updated'],
  run: async ({ after, path: input }, { context: { catalogue } }) => {
    for (const [index, name] of ((after.permissions ?? []) as readonly string[]).entries())
      if (!catalogue.permissions.some((known) => known.name === name))
        refuse(`${input}.permissions[${index}]`, `there is no permission "${name}".`);
    const grants = (after.grants ?? []) as readonly StoredGrant[];
    const named = new Set<string>();
    for (const [index, grant] of grants.entries()) {
      const path = `${input}.grants[${index}]`;
      const type = catalogue.find(grant.recordType);
      if (!type) refuse(`${path}.recordType`, `there is no record type "${grant.recordType}".`);
      if (named.has(type.name)) refuse(`${path}.recordType`, `${type.name} is named a second time.`);
      named.add(type.name);
      const writes = (['create', 'update', 'delete'] as const).find((action) => grant[action]);
      if (writes && !grant.read && !type.grants[EVERYONE]?.read)
        refuse(`${path}.read`, `whoever may ${writes} ${type.name} records must see them.`);
      const self = (['read', 'create', 'update', 'delete'] as const).find((action) => grant[action] === 'SELF');
      if (self) refuse(`${path}.${self}`, 'only the role "self" has the row scope SELF.');
      for (const rule of ['denyRead', 'denyWrite'] as const) {
        for (const name of grant[rule] ?? []) {
          const field = type.fields.get(fieldNameOf(type, name));
          if (!field) refuse(`${path}.${rule}`, `${type.name} has no field "${name}".`);
          if (field.writable === 'never')
            refuse(`${path}.${rule}`, `"${name}" is kept by the system and cannot be denied.`);
        }
      }
    }
  },
};

const protectBuiltInRoles: BeforeHandler = {
  record: Role,
  on: ['updated', 'deleted'],
  run: async ({ uuid, operation }, work) => {
    const [row] = await work.run<{ built_in: boolean; users: number }>({
      text: `
select r.built_in,
  (select count(*) from user_account u where u.tenant_id = $1 and u.role_id = r.id and u.deleted_at is null)
  + (select count(*) from api_key k where k.tenant_id = $1 and k.role_id = r.id and k.deleted_at is null) as users
from role r where r.tenant_id = $1 and r.id = $2`,
      values: [work.context.tenant.id, uuid],
    });
    if (row?.built_in)
      throw new RapportError('FORBIDDEN', 'A built-in role cannot be changed.', {
        hint: 'Create a role of your own with the grants you need.',
      });
    if (operation === 'deleted' && Number(row?.users) > 0) {
      throw new RapportError('STILL_REFERENCED', 'Users or API keys still have this role.', {
        hint: 'Give them another role first.',
      });
    }
  },
};

/** A tree has no circles: nothing lies above itself. */
const guardTree = (record: RecordClass): BeforeHandler => ({
  record,
  on: ['updated'],
  run: async ({ type, uuid, after, path }: RecordChange, work: UnitOfWork) => {
    if (typeof after.parentId !== 'string') return;
    const table = quoteIdentifier(type.table);
    // Two moves at once could close a circle that neither of them sees.
    await work.run({
      text: 'select pg_advisory_xact_lock($1, hashtext($2))',
      values: [work.context.tenant.id, type.table],
    });
    const [circle] = await work.run({
      text: `
with recursive above(id, parent_id) as (
  select id, parent_id from ${table} where tenant_id = $1 and id = $2
  union
  select t.id, t.parent_id from ${table} t join above on t.id = above.parent_id where t.tenant_id = $1)
select 1 from above where id = $3`,
      values: [work.context.tenant.id, decodeId(type, after.parentId, `${path}.parentId`), uuid],
    });
    if (circle) refuse(`${path}.parentId`, `would put the ${type.name} below itself.`);
  },
});

function refuse(field: string, problem: string): never {
  throw new RapportError('INPUT_INVALID', `${field}: ${problem}`, { field });
}

export const accessRules: readonly BeforeHandler[] = [
  guardUserRights,
  guardKeyRights,
  checkGrants,
  protectBuiltInRoles,
  guardTree(Team),
  guardTree(Territory),
];
