import { createHash, randomBytes } from 'node:crypto';
import { AUTHENTICATOR_ROLE, isolateTenants, quoteIdentifier } from '../tenancy/index.ts';

/** Begins every API key, so that scanners and people recognise a leaked one. */
export const API_KEY_PREFIX = 'rk_';
const SECRET_BYTES = 32;

export function newApiKeySecret(): string {
  return API_KEY_PREFIX + randomBytes(SECRET_BYTES).toString('base64url');
}

/** The secret has 256 random bits, so a fast hash is as good as a slow one. */
export function hashApiKeySecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/**
 * Hashes of secrets lie apart from the keys: the API can add one, but reads none.
 * The function finds the tenant of a secret before any tenant is known; its owner can read nothing else.
 */
export const createApiKeySecrets = `
create table api_key_secret (
  tenant_id integer not null,
  api_key_id uuid not null,
  hash bytea not null,
  primary key (tenant_id, api_key_id),
  foreign key (tenant_id, api_key_id) references api_key (tenant_id, id)
);
${isolateTenants('api_key_secret', ['insert'])}
create unique index api_key_secret_hash_idx on api_key_secret (hash);
create policy authentication on api_key_secret for select to ${quoteIdentifier(AUTHENTICATOR_ROLE)} using (true);
grant select on api_key_secret to ${quoteIdentifier(AUTHENTICATOR_ROLE)};

create function find_api_key(secret_hash bytea) returns table (tenant_id integer, api_key_id uuid)
language sql stable security definer set search_path = pg_catalog, public as
$$ select s.tenant_id, s.api_key_id from public.api_key_secret s where s.hash = secret_hash $$;`;
