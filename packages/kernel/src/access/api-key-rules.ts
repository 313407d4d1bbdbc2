import { RapportError } from '../errors/index.ts';
import type { RecordCatalogue } from '../records/catalogue.ts';
import { reject } from '../records/kinds/index.ts';
import { decodeId, encodeId } from '../records/record-id.ts';
import { actions } from '../records/record-type.ts';
import { recordTypeOf } from '../records/registry.ts';
import type { RecordChange } from '../work/change.ts';
import type { BeforeHandler, UnitOfWork } from '../work/unit-of-work.ts';
import { ApiKey } from './api-key.record.ts';
import { builtInRights, customRights, SELF_ROLE, type StoredGrant } from './rights.ts';
import { Role } from './role.record.ts';

/** A role as it is stored. */
interface StoredRole {
  readonly key: string;
  readonly built_in: boolean;
  readonly grants: readonly StoredGrant[];
}

/** A key that acts for nobody owns nothing: row scopes that begin with a user would hide everything from it. */
function assertNeedsNoUser(catalogue: RecordCatalogue, role: StoredRole, field: string, hint: string): void {
  const { types } = role.built_in ? builtInRights(catalogue, role.key) : customRights(catalogue, role.grants, []);
  for (const [name, { scopes }] of types) {
    const action = actions.find((one) => !['all', 'public', undefined].includes(scopes[one]));
    if (!action) continue;
    const scope = scopes[action]?.toUpperCase();
    throw new RapportError(
      'INPUT_INVALID',
      `${field}: the role "${role.key}" may ${action} ${name} records in the row scope ${scope}, which only a user has.`,
      { field, hint },
    );
  }
}

const requireUserForScopes: BeforeHandler = {
  record: ApiKey,
  on: ['created', 'updated'],
  run: async ({ operation, uuid, after, path }, work) => {
    if (operation === 'updated' && after.roleId === undefined && after.userId === undefined) return;
    const kept = operation === 'updated' ? await keptReferences(work, uuid) : undefined;
    const userId = after.userId === undefined ? kept?.user_id : after.userId;
    if (userId != null || after.recordId != null) return;
    const roleId = after.roleId ?? (kept && encodeId(recordTypeOf(Role), kept.role_id));
    const role = await roleOf(work, roleId, path);
    if (role)
      assertNeedsNoUser(
        work.context.catalogue,
        role,
        `${path}.userId`,
        'Give the user for whom the key acts (`--user` at the command line), or a role whose row scopes are all ALL or PUBLIC.',
      );
  },
};

export async function roleOf(work: UnitOfWork, roleId: unknown, path: string): Promise<StoredRole | undefined> {
  const [role] = await work.run<StoredRole>({
    text: 'select key, built_in, grants from role where tenant_id = $1 and id = $2',
    values: [work.context.tenant.id, decodeId(recordTypeOf(Role), roleId, `${path}.roleId`)],
  });
  return role;
}

async function keptReferences(work: UnitOfWork, uuid: string) {
  const [row] = await work.run<{ role_id: string; user_id: string | null }>({
    text: 'select role_id, user_id from api_key where tenant_id = $1 and id = $2',
    values: [work.context.tenant.id, uuid],
  });
  return row;
}

/** Keys of the role `self` are made for a record, and only those. */
const guardSelfService: BeforeHandler = {
  record: ApiKey,
  on: ['created', 'updated'],
  run: async ({ uuid, operation, after, path }, work) => {
    if (after.roleId === undefined) return;
    const [kept] =
      operation === 'updated'
        ? await work.run<{ record_id: string | null }>({
            text: 'select record_id from api_key where tenant_id = $1 and id = $2',
            values: [work.context.tenant.id, uuid],
          })
        : [];
    const role = await roleOf(work, after.roleId, path);
    const forRecord = (after.recordId ?? kept?.record_id ?? null) !== null;
    if ((role?.key === SELF_ROLE) !== forRecord)
      reject(
        `${path}.roleId`,
        `the role "${SELF_ROLE}" belongs to keys that are made for one record, and to no others.`,
      );
  },
};

const refuseStillborn: BeforeHandler = {
  record: ApiKey,
  on: ['created'],
  run: async ({ after, path }: RecordChange) => {
    if (typeof after.expiresAt !== 'string' || Date.parse(after.expiresAt) > Date.now()) return;
    reject(`${path}.expiresAt`, `lies in the past: ${after.expiresAt}.`, 'Leave it out for a key that never expires.');
  },
};

export const apiKeyRules: readonly BeforeHandler[] = [guardSelfService, requireUserForScopes, refuseStillborn];
