import {
  ApiKey,
  assertNeedsNoUser,
  decodeId,
  encodeId,
  hashApiKeySecret,
  newApiKeySecret,
  newUuid,
  type RecordCatalogue,
  recordTypeOf,
  type StoredRole,
  TENANT_SETTING,
} from '@rapport/kernel';
import type { QueryRunner } from 'typeorm';

/** API keys as the owner of the database administers them, when nobody has a key yet to use the API. */

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

/** Makes a key and returns its secret, which is shown this once. */
export async function createKey(
  queryRunner: QueryRunner,
  catalogue: RecordCatalogue,
  { tenant, role, name, user }: NewKey,
): Promise<string> {
  return inTenant(queryRunner, tenant, async (tenantId) => {
    if (user === undefined) await assertRoleNeedsNoUser(queryRunner, catalogue, tenantId, role);
    const id = newUuid();
    const made = (await queryRunner.query(
      `insert into api_key (tenant_id, id, name, role_id, user_id)
       select $1, $2, $3, r.id, u.id from role r
       left join user_account u on u.tenant_id = $1 and u.email = lower($5) and u.deleted_at is null
       where r.tenant_id = $1 and r.key = $4 and r.deleted_at is null and ($5::text is null or u.id is not null)
       returning id`,
      [tenantId, id, name, role, user ?? null],
    )) as unknown[];
    if (made.length === 0)
      throw new Error(`The tenant "${tenant}" has no role "${role}"${user ? ` or no user "${user}"` : ''}.`);
    const secret = newApiKeySecret();
    await queryRunner.query('insert into api_key_secret (tenant_id, api_key_id, hash) values ($1, $2, $3)', [
      tenantId,
      id,
      hashApiKeySecret(secret),
    ]);
    return secret;
  });
}

async function assertRoleNeedsNoUser(
  queryRunner: QueryRunner,
  catalogue: RecordCatalogue,
  tenantId: number,
  key: string,
): Promise<void> {
  const [role] = (await queryRunner.query(
    'select key, built_in, grants from role where tenant_id = $1 and key = $2 and deleted_at is null',
    [tenantId, key],
  )) as StoredRole[];
  if (role) assertNeedsNoUser(catalogue, role, 'user', 'Name the user for whom the key acts: --user <e-mail address>.');
}

export async function listKeys(queryRunner: QueryRunner, tenant: string): Promise<KeyEntry[]> {
  return inTenant(queryRunner, tenant, async (tenantId) => {
    const rows = (await queryRunner.query(
      `select k.id, k.name, r.key as role, u.email as user, k.created_at, k.last_used_at, k.expires_at
       from api_key k join role r on r.tenant_id = $1 and r.id = k.role_id
       left join user_account u on u.tenant_id = $1 and u.id = k.user_id
       where k.tenant_id = $1 and k.deleted_at is null order by k.created_at, k.id`,
      [tenantId],
    )) as KeyEntry[];
    return rows.map((row) => ({ ...row, id: encodeId(recordTypeOf(ApiKey), row.id) }));
  });
}

/** Revokes a key: within a second nobody is let in with it. */
export async function revokeKey(queryRunner: QueryRunner, tenant: string, id: string): Promise<void> {
  const uuid = decodeId(recordTypeOf(ApiKey), id, 'id');
  await inTenant(queryRunner, tenant, async (tenantId) => {
    const revoked = (await queryRunner.query(
      `with revoked as (update api_key set deleted_at = now(), updated_at = now(), version = version + 1
         where tenant_id = $1 and id = $2 and deleted_at is null returning id)
       select id from revoked`,
      [tenantId, uuid],
    )) as unknown[];
    if (revoked.length === 0) throw new Error(`The tenant "${tenant}" has no key ${id}.`);
  });
}

async function inTenant<Result>(
  queryRunner: QueryRunner,
  slug: string,
  use: (tenantId: number) => Promise<Result>,
): Promise<Result> {
  const [tenant] = (await queryRunner.query('select tenant_id from tenant where slug = $1', [slug])) as {
    tenant_id: number;
  }[];
  if (!tenant) throw new Error(`There is no tenant "${slug}".`);
  await queryRunner.query(`select set_config('${TENANT_SETTING}', $1, false)`, [String(tenant.tenant_id)]);
  try {
    return await use(tenant.tenant_id);
  } finally {
    await queryRunner.query(`select set_config('${TENANT_SETTING}', '', false)`);
  }
}
