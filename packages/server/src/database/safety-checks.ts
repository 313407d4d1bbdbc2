import type pg from 'pg';
import type { Config } from '../config.ts';
import { StartError, type StartErrorCode } from '../start-error.ts';
import { parseUrl } from './postgres-url.ts';

/** What one check found. */
export interface Finding {
  readonly code: StartErrorCode;
  readonly what: string;
  readonly ok: boolean;
  readonly found: string;
  readonly mend: string;
}

/** Passwords that stand in every tutorial. */
const COMMON_PASSWORDS = new Set([
  '',
  'postgres',
  'password',
  'rapport',
  'changeme',
  'change-me',
  'secret',
  'admin',
  'root',
  'example',
  '123456',
]);

/** Everything that could lose writes, leak between tenants or open the door, asked with the API's own connection (GU4). */
export async function runSafetyChecks(pool: Pick<pg.Pool, 'query'>, config: Config): Promise<Finding[]> {
  return [
    ...(await durability(pool)),
    ...(await databaseRole(pool)),
    ...(await rowSecurity(pool)),
    ...(await session(pool)),
    secrets(config),
    origins(config),
  ];
}

/** In production the first finding that is not in order stops the start. */
export function assertSafe(findings: readonly Finding[]): void {
  const unsafe = findings.find(({ ok }) => !ok);
  if (unsafe) throw new StartError(unsafe.code, `${unsafe.what}: ${unsafe.found}`, unsafe.mend);
}

async function durability(pool: Pick<pg.Pool, 'query'>): Promise<Finding[]> {
  const names = ['fsync', 'full_page_writes', 'synchronous_commit'];
  const { rows } = await pool.query<{ name: string; setting: string }>(
    'select name, setting from pg_settings where name = any($1)',
    [names],
  );
  return rows.map(({ name, setting }) => ({
    code: 'UNSAFE_DURABILITY',
    what: `Postgres keeps acknowledged writes (${name})`,
    ok: setting !== 'off',
    found: `${name} = ${setting}`,
    mend: `Set ${name} = on in postgresql.conf and reload.`,
  }));
}

async function databaseRole(pool: Pick<pg.Pool, 'query'>): Promise<Finding[]> {
  const { rows } = await pool.query<{ name: string; superuser: boolean; bypass: boolean; owned: string | null }>(`
select current_user as name, r.rolsuper as superuser, r.rolbypassrls as bypass,
  (select string_agg(c.relname, ', ' order by c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where n.nspname = 'public' and c.relkind in ('r', 'p') and pg_has_role(current_user, c.relowner, 'usage')) as owned
from pg_roles r where r.rolname = current_user`);
  const [role] = rows;
  const mend =
    'Let DATABASE_URL name a plain role, and give the owner as DATABASE_OWNER_URL to `rapport migrate`, which creates and prepares that role.';
  const finding = (what: string, ok: boolean, found: string): Finding => ({
    code: 'UNSAFE_DATABASE_ROLE',
    what,
    ok,
    found,
    mend,
  });
  return [
    finding(
      'The API is no superuser',
      role?.superuser === false,
      `${role?.name} ${role?.superuser ? 'is a superuser' : 'is none'}`,
    ),
    finding(
      'The API cannot bypass row-level security',
      role?.bypass === false,
      `${role?.name} ${role?.bypass ? 'has BYPASSRLS' : 'has not'}`,
    ),
    finding(
      'The API owns no table',
      role?.owned === null || role?.superuser === true,
      role?.owned ? `${role.name} owns ${role.owned}` : 'none',
    ),
  ];
}

async function rowSecurity(pool: Pick<pg.Pool, 'query'>): Promise<Finding[]> {
  const { rows } = await pool.query<{ open: string | null; total: number }>(`
select string_agg(c.relname, ', ' order by c.relname) filter (
    where not c.relrowsecurity or not c.relforcerowsecurity or not exists (select from pg_policy p where p.polrelid = c.oid)) as open,
  count(*)::int as total
from pg_class c join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
where n.nspname = 'public' and c.relkind in ('r', 'p')`);
  const [row] = rows;
  return [
    {
      code: 'UNSAFE_ROW_SECURITY',
      what: 'Every tenant table enables and forces row-level security',
      ok: row?.open === null,
      found: row?.open ? `not on ${row.open}` : `${row?.total} tables`,
      mend: 'Run `rapport migrate`; for a table of your own call isolateTenants() in its migration.',
    },
  ];
}

async function session(pool: Pick<pg.Pool, 'query'>): Promise<Finding[]> {
  const names = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'];
  const { rows } = await pool.query<{ name: string; setting: string; unit: string | null }>(
    "select name, setting, unit from pg_settings where name = any($1) or name = 'TimeZone'",
    [names],
  );
  return rows.map(({ name, setting, unit }) => ({
    code: 'UNSAFE_SESSION',
    what: name === 'TimeZone' ? 'Instants are written in UTC' : `No statement holds the server for ever (${name})`,
    ok: name === 'TimeZone' ? setting === 'UTC' : setting !== '0',
    found: `${name} = ${setting}${unit ?? ''}`,
    mend: 'Run `rapport migrate` with DATABASE_OWNER_URL; it sets the session of the role in DATABASE_URL.',
  }));
}

function secrets({ databaseUrl, ownerUrl }: Config): Finding {
  const weak = [databaseUrl, ownerUrl].filter((url) => url !== undefined && isCommon(parseUrl(url).password));
  return {
    code: 'UNSAFE_SECRET',
    what: 'Passwords are not those of the tutorials',
    ok: weak.length === 0,
    found: weak.length === 0 ? 'none of them is' : 'a database password is one that everybody tries first',
    mend: 'Give the roles random passwords, for example from `openssl rand -hex 24`.',
  };
}

function isCommon(password: string | undefined): boolean {
  // Without a password the server trusts the connection itself: a socket or a client certificate.
  return password !== undefined && COMMON_PASSWORDS.has(password.toLowerCase());
}

function origins({ corsOrigins }: Config): Finding {
  const open = corsOrigins.includes('*');
  return {
    code: 'UNSAFE_CORS',
    what: 'Only known web sites may call the API from a browser',
    ok: !open,
    found: open ? 'CORS_ORIGINS = *' : corsOrigins.join(', ') || 'no other origin may',
    mend: 'List the origins of your front ends in CORS_ORIGINS.',
  };
}
