import { RapportError } from '../errors/index.ts';
import { decodeId } from '../records/record-id.ts';
import type { RecordClass } from '../records/record-type.ts';
import { recordTypeOf } from '../records/registry.ts';
import { quoteIdentifier } from '../tenancy/index.ts';
import type { RecordChange } from '../work/change.ts';
import type { BeforeHandler, UnitOfWork } from '../work/unit-of-work.ts';
import { ApiKey } from './api-key.record.ts';
import type { StoredGrant } from './rights.ts';
import { Role } from './role.record.ts';
import { Team } from './team.record.ts';
import { Territory } from './territory.record.ts';
import { User } from './user.record.ts';

/** A role may be handed on only by whoever has it himself or may change roles: nobody lifts himself up. */
const guardRoleAssignment = (record: RecordClass): BeforeHandler => ({
  record,
  on: ['created', 'updated'],
  run: async ({ after }, { context: { access } }) => {
    const { roleId } = after;
    if (roleId === undefined || roleId === access.role.id || access.allows(recordTypeOf(Role), 'update')) return;
    throw new RapportError('FORBIDDEN', `The role "${access.role.key}" may not assign a role other than itself.`, {
      field: 'input.roleId',
    });
  },
});

/** A grant names record types and fields that exist; what the record layer itself needs cannot be hidden. */
const checkGrants: BeforeHandler = {
  record: Role,
  on: ['created', 'updated'],
  run: async ({ after }, { context: { catalogue } }) => {
    const grants = (after.grants ?? []) as readonly StoredGrant[];
    const named = new Set<string>();
    for (const [index, grant] of grants.entries()) {
      const path = `input.grants[${index}]`;
      const type = catalogue.find(grant.recordType);
      if (!type) refuse(`${path}.recordType`, `there is no record type "${grant.recordType}".`);
      if (named.has(type.name)) refuse(`${path}.recordType`, `${type.name} is named a second time.`);
      named.add(type.name);
      for (const rule of ['denyRead', 'denyWrite'] as const) {
        for (const name of grant[rule] ?? []) {
          const field = type.fields.get(type.references.get(name)?.field ?? name);
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
  run: async ({ type, uuid, after }: RecordChange, work: UnitOfWork) => {
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
      values: [work.context.tenant.id, decodeId(type, after.parentId, 'input.parentId'), uuid],
    });
    if (circle) refuse('input.parentId', `would put the ${type.name} below itself.`);
  },
});

function refuse(field: string, problem: string): never {
  throw new RapportError('INPUT_INVALID', `${field}: ${problem}`, { field });
}

export const accessRules: readonly BeforeHandler[] = [
  guardRoleAssignment(User),
  guardRoleAssignment(ApiKey),
  checkGrants,
  protectBuiltInRoles,
  guardTree(Team),
  guardTree(Territory),
];
