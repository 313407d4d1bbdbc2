import {
  ApiKey,
  encodeId,
  type Installation,
  makeApiKey,
  type RecordClass,
  type RecordRef,
  Role,
  recordTypeOf,
  User,
} from '@rapport/kernel';
import type { QueryRunner } from 'typeorm';
import { asOperator } from './operator-work.ts';

/** API keys as the operator administers them, when nobody has a key yet to use the API. */

export interface NewKey {
  /** Slug of the tenant. */
  readonly tenant: string;
  /** Key of the role, for example `admin`. */
  readonly role: string;
  readonly name: string;
  /** E-mail address of the user for whom it acts. */
  readonly user?: string | undefined;
}

export interface KeyEntry {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly user: string | null;
  readonly created_at: Date;
  readonly last_used_at: Date | null;
  readonly expires_at: Date | null;
}

interface Found {
  readonly id: string;
}

/** Makes a key and returns its secret, which is shown this once. */
export function createKey(
  queryRunner: QueryRunner,
  installation: Installation,
  { tenant, role, name, user }: NewKey,
): Promise<string> {
  return asOperator(queryRunner, installation, tenant, async (work) => {
    const values = [work.context.tenant.id];
    const [roles, users] = [
      await work.run<Found>({
        text: 'select id from role where tenant_id = $1 and key = $2 and deleted_at is null',
        values: [...values, role],
      }),
      await work.run<Found>({
        text: 'select id from user_account where tenant_id = $1 and email = lower($2) and deleted_at is null',
        values: [...values, user ?? null],
      }),
    ];
    const roleId = idIn(Role, roles);
    const userId = idIn(User, users);
    if (!roleId) throw new Error(`The tenant "${tenant}" has no role "${role}".`);
    if (user !== undefined && !userId) throw new Error(`The tenant "${tenant}" has no user "${user}".`);
    return (await makeApiKey(work, { name, roleId, userId: userId ?? null })).secret;
  });
}

export function listKeys(queryRunner: QueryRunner, installation: Installation, tenant: string): Promise<KeyEntry[]> {
  return asOperator(queryRunner, installation, tenant, async (work) => {
    const rows = await work.run<KeyEntry>({
      text: `select k.id, k.name, r.key as role, u.email as user, k.created_at, k.last_used_at, k.expires_at
       from api_key k join role r on r.tenant_id = $1 and r.id = k.role_id
       left join user_account u on u.tenant_id = $1 and u.id = k.user_id
       where k.tenant_id = $1 and k.deleted_at is null order by k.created_at, k.id`,
      values: [work.context.tenant.id],
    });
    return rows.map((row) => ({ ...row, id: encodeId(recordTypeOf(ApiKey), row.id) }));
  });
}

/** Revokes a key: within a second nobody is let in with it. */
export function revokeKey(
  queryRunner: QueryRunner,
  installation: Installation,
  tenant: string,
  id: string,
): Promise<RecordRef> {
  return asOperator(queryRunner, installation, tenant, (work) => work.delete(ApiKey, id));
}

function idIn(record: RecordClass, [found]: readonly Found[]): string | undefined {
  return found && encodeId(recordTypeOf(record), found.id);
}
