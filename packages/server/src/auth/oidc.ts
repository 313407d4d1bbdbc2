import type { TokenVerifier } from '@rapport/kernel';
import { createRemoteJWKSet, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Logger } from 'pino';
import { type Config, TOKEN_ALGORITHMS } from '../config.ts';

const DISCOVERY_TIMEOUT_MS = 5_000;
/** Clocks of issuer and server may differ by so much. */
const CLOCK_TOLERANCE_S = 5;

/** Verifies access tokens of the configured issuer; without one there are no access tokens. */
export function createTokenVerifier(oidc: Config['oidc'], logger: Logger): TokenVerifier {
  if (!oidc) return async () => undefined;
  const { issuer, audience, tenantClaim } = oidc;
  let keys: Promise<JWTVerifyGetKey> | undefined;
  return async (token) => {
    try {
      keys ??= discoverKeys(issuer);
      const { payload } = await jwtVerify(token, await keys, {
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
      // The next token tries to find the keys again.
      if (error instanceof DiscoveryError) keys = undefined;
      logger.info({ reason: error instanceof Error ? error.message : String(error) }, 'access token refused');
      return undefined;
    }
  };
}

class DiscoveryError extends Error {}

async function discoverKeys(issuer: string): Promise<JWTVerifyGetKey> {
  try {
    const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
      signal: AbortSignal.timeout(DISCOVERY_TIMEOUT_MS),
    });
    const { jwks_uri: uri } = (await response.json()) as { jwks_uri?: unknown };
    if (typeof uri !== 'string') throw new Error('the issuer names no jwks_uri');
    return createRemoteJWKSet(new URL(uri));
  } catch (error) {
    throw new DiscoveryError(
      `The keys of ${issuer} cannot be found: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
