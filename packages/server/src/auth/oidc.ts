import { RapportError, type TokenVerifier } from '@rapport/kernel';
import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Logger } from 'pino';
import { type Config, TOKEN_ALGORITHMS } from '../config.ts';

const DISCOVERY_TIMEOUT_MS = 5_000;
/** Clocks of issuer and server may differ by so much. */
const CLOCK_TOLERANCE_S = 5;

/** Verifies access tokens of the configured issuer; without one there are no access tokens. */
export function createTokenVerifier(oidc: Config['oidc'], logger: Logger): TokenVerifier {
  if (!oidc) return async () => undefined;
  const { issuer, audience, tenantClaim } = oidc;
  const keys = keysOf(issuer);
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: [...TOKEN_ALGORITHMS],
        clockTolerance: CLOCK_TOLERANCE_S,
        requiredClaims: ['sub', 'exp'],
      });
      const tenant = payload[tenantClaim];
      if (typeof tenant !== 'string' || !payload.sub || payload.exp === undefined) return undefined;
      return { tenant, subject: payload.sub, expiresAt: payload.exp * 1_000 };
    } catch (error) {
      if (error instanceof IssuerFault) {
        logger.warn({ issuer, err: error }, 'the issuer of the access tokens does not answer');
        throw new RapportError(
          'ISSUER_UNAVAILABLE',
          'The access token could not be checked: its issuer does not answer.',
        );
      }
      logger.info({ reason: error instanceof Error ? error.message : String(error) }, 'access token refused');
      return undefined;
    }
  };
}

/** The issuer's keys could not be had; says nothing about the token. */
class IssuerFault extends Error {}

/** What a good set of keys answers to a bad token. */
const FAULTS_OF_TOKEN = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported];

/** The issuer's keys, looked up when a token needs one; after a failure the next token tries again. */
function keysOf(issuer: string): JWTVerifyGetKey {
  let found: Promise<JWTVerifyGetKey> | undefined;
  return async (header, token) => {
    try {
      found ??= discoverKeys(issuer);
      const keys = await found.catch((error: unknown) => {
        found = undefined;
        throw error;
      });
      return await keys(header, token);
    } catch (error) {
      if (FAULTS_OF_TOKEN.some((fault) => error instanceof fault)) throw error;
      throw new IssuerFault(`The keys of ${issuer} cannot be had.`, { cause: error });
    }
  };
}

async function discoverKeys(issuer: string): Promise<JWTVerifyGetKey> {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(DISCOVERY_TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`The discovery document has the status ${response.status}.`);
  const { jwks_uri: uri } = (await response.json()) as { jwks_uri?: unknown };
  if (typeof uri !== 'string') throw new Error('The issuer names no jwks_uri.');
  return createRemoteJWKSet(new URL(uri));
}
