import { quoteIdentifier, quoteLiteral } from './statement.ts';

/** Reads and writes tenant rows under row-level security; owns nothing. The API's login is a member of it. */
export const API_ROLE = 'rapport_api';
/** Moves committed outbox rows of all tenants into the event log, and can do nothing else. */
export const SEQUENCER_ROLE = 'rapport_sequencer';
/** Owns the functions that find the tenant of a credential, before any tenant is known. */
export const AUTHENTICATOR_ROLE = 'rapport_authenticator';
/** Owns the functions that find which tenants have something to do, and can do nothing else. */
export const SCHEDULER_ROLE = 'rapport_scheduler';

/** Creates a group role where it is missing. Roles belong to the whole cluster, so another database may have made it. */
export const createDatabaseRole = (role: string): string => `
do $$ begin
  if not exists (select from pg_roles where rolname = '${role}') then
    create role ${quoteIdentifier(role)} nologin nosuperuser nocreatedb nocreaterole nobypassrls;
  end if;
exception when duplicate_object or unique_violation then null;
end $$;`;

export const createDatabaseRoles = [API_ROLE, SEQUENCER_ROLE, AUTHENTICATOR_ROLE].map(createDatabaseRole).join('\n');

/** Settings of every session of the API, kept with the role so that they also hold behind a connection pooler. */
export const sessionSettings: Readonly<Record<string, string>> = {
  timezone: 'UTC',
  statement_timeout: '2s',
  lock_timeout: '1s',
  idle_in_transaction_session_timeout: '10s',
  jit: 'off',
  // Indexes are in memory; the default is made for spinning disks and prefers to read whole tables.
  random_page_cost: '1.1',
};

export interface ApiLogin {
  readonly user: string;
  readonly password: string | undefined;
  /** True when the product made the login and keeps its password in step. */
  readonly managed: boolean;
}

/** Lets a login work as the API in the client's database; creates it when it does not exist. */
export async function prepareApiLogin(client: SqlClient, { user: login, password, managed }: ApiLogin): Promise<void> {
  const role = quoteIdentifier(login);
  const { rows } = await client.query(
    'select current_database() as name, (select count(*)::int from pg_roles where rolname = $1) as known',
    [login],
  );
  const [database] = rows as { name: string; known: number }[];
  const credential = password ? ` password ${quoteLiteral(password)}` : '';
  if (database?.known === 0)
    await client.query(`create role ${role} login nosuperuser nocreatedb nocreaterole nobypassrls${credential}`);
  else if (managed && credential) await client.query(`alter role ${role}${credential}`);
  await client.query(`grant ${quoteIdentifier(API_ROLE)} to ${role}`);
  for (const [name, value] of Object.entries(sessionSettings)) {
    await client.query(
      `alter role ${role} in database ${quoteIdentifier(database?.name ?? '')} set ${name} = ${quoteLiteral(value)}`,
    );
  }
}

/** The part of a database client that administration needs. */
export interface SqlClient {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}
