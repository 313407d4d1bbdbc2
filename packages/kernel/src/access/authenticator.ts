import { LRUCache } from 'lru-cache';
import { RapportError } from '../errors/index.ts';
import type { StatementRunner, TenantDatabase } from '../tenancy/index.ts';
import { API_KEY_PREFIX, hashApiKeySecret } from './api-key-secret.ts';
import { type Compositions, loadKeyPrincipal, loadSubjectPrincipal, type Principal } from './principal.ts';

/** What a verified access token says. */
export interface VerifiedToken {
  /** Slug of the tenant, from a claim of the token. */
  readonly tenant: string;
  readonly subject: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Checks signature, issuer, audience and times of an access token; undefined when it is not good. */
export type TokenVerifier = (token: string) => Promise<VerifiedToken | undefined>;

/** How long a principal is kept: a revoked key or a changed role takes effect within this time, in milliseconds. */
export const PRINCIPAL_LIFETIME_MS = 1_000;
const MAX_PRINCIPALS = 10_000;
/** `lastUsedAt` is exact to the minute; writing it more often would cost more than it tells. */
const LAST_USED_STEP_MS = 60_000;

const NOBODY = Symbol('nobody');

/** Finds out who sends a request. The tenant comes from the credential and from nowhere else. */
export class Authenticator {
  private readonly database: TenantDatabase;
  private readonly compositions: Compositions;
  private readonly verifyToken: TokenVerifier;
  private readonly reportFault: (error: unknown) => void;
  private readonly lastUse = new LRUCache<string, true>({ max: MAX_PRINCIPALS, ttl: LAST_USED_STEP_MS });
  private readonly principals: LRUCache<string, Principal | typeof NOBODY, string>;

  /** `reportFault` is told of faults that keep nobody out. */
  constructor(
    database: TenantDatabase,
    compositions: Compositions,
    verifyToken: TokenVerifier,
    reportFault: (error: unknown) => void,
  ) {
    this.database = database;
    this.compositions = compositions;
    this.verifyToken = verifyToken;
    this.reportFault = reportFault;
    this.principals = new LRUCache({
      max: MAX_PRINCIPALS,
      ttl: PRINCIPAL_LIFETIME_MS,
      // Whoever waits for an answer gets one, also when somebody else has brought a newer one meanwhile.
      ignoreFetchAbort: true,
      fetchMethod: async (_hash, _stale, { context: token }) => (await this.find(token)) ?? NOBODY,
    });
  }

  /** The principal of a bearer token; throws UNAUTHENTICATED. */
  async authenticate(token: string | undefined): Promise<Principal> {
    if (!token) throw new RapportError('UNAUTHENTICATED', 'The request carries no credential.');
    // The cache never holds a secret, only its hash.
    return admit(await this.principals.fetch(hashApiKeySecret(token).toString('base64'), { context: token }));
  }

  /** The same as it is at this moment, whatever was known a moment ago. */
  async reauthenticate(token: string): Promise<Principal> {
    return admit(await this.find(token));
  }

  private async find(token: string): Promise<Principal | undefined> {
    return token.startsWith(API_KEY_PREFIX) ? this.findByKey(token) : this.findByToken(token);
  }

  private async findByKey(secret: string): Promise<Principal | undefined> {
    const [found] = await this.database.withoutTenant<{ tenant_id: number; api_key_id: string }>({
      text: 'select tenant_id, api_key_id from find_api_key($1)',
      values: [hashApiKeySecret(secret)],
    });
    if (!found) return undefined;
    const runner = this.database.forTenant(found.tenant_id);
    const principal = await loadKeyPrincipal(runner, this.compositions, found.tenant_id, found.api_key_id);
    if (principal && !this.lastUse.has(found.api_key_id)) {
      this.lastUse.set(found.api_key_id, true);
      // Nobody waits for it: neither this request, nor one that changes the key at the moment.
      noteUse(runner, found.tenant_id, found.api_key_id).catch(this.reportFault);
    }
    return principal;
  }

  private async findByToken(token: string): Promise<Principal | undefined> {
    const verified = await this.verifyToken(token);
    if (!verified) return undefined;
    const [found] = await this.database.withoutTenant<{ tenant_id: number | null }>({
      text: 'select find_tenant($1) as tenant_id',
      values: [verified.tenant],
    });
    if (!found?.tenant_id) return undefined;
    const principal = await loadSubjectPrincipal(
      this.database.forTenant(found.tenant_id),
      this.compositions,
      found.tenant_id,
      verified.subject,
    );
    return principal && { ...principal, expiresAt: verified.expiresAt };
  }
}

function admit(principal: Principal | typeof NOBODY | undefined): Principal {
  if (!principal || principal === NOBODY)
    throw new RapportError('UNAUTHENTICATED', 'The credential is unknown or was revoked.');
  if (principal.expiresAt !== undefined && principal.expiresAt <= Date.now())
    throw new RapportError('UNAUTHENTICATED', 'The credential has expired.');
  return principal;
}

const noteUse = (runner: StatementRunner, tenantId: number, apiKeyId: string) =>
  runner.run({
    text: `
update api_key set last_used_at = now() where tenant_id = $1 and id in
  (select id from api_key where tenant_id = $1 and id = $2 for update skip locked)`,
    values: [tenantId, apiKeyId],
  });
