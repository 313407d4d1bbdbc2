import { z } from 'zod';
import { StartError } from './start-error.ts';

/** Signing algorithms of access tokens that are accepted; `none` and shared secrets are not among them. */
export const TOKEN_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;

const port = z.coerce.number().int().min(0).max(65_535);
const postgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\/\S+$/, 'must look like postgres://user:password@host:5432/database');
const origin = z
  .string()
  .regex(/^(\*|https?:\/\/[^\s/]+)$/, 'must be origins such as https://crm.example.com, separated by commas');

/** Items separated by commas. */
const list = z
  .string()
  .default('')
  .transform((items) =>
    items
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );

/** Every environment variable that the product reads. */
const environment = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.default(4000),
  RAPPORT_HOME: z.string().min(1).default('.rapport'),
  RAPPORT_PLUGINS: list,
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_OWNER_URL: postgresUrl.optional(),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(500).default(16),
  DATABASE_READ_CONNECTIONS: z.coerce.number().int().min(1).max(50).default(4),
  CORS_ORIGINS: list.pipe(z.array(origin)),
  RATE_LIMIT_PER_SECOND: z.coerce.number().int().min(1).max(10_000_000).default(20_000),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  OIDC_ISSUER: z.url().optional(),
  OIDC_AUDIENCE: z.string().min(1).optional(),
  OIDC_TENANT_CLAIM: z.string().min(1).default('tenant'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
});

export interface Config {
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  /** Folder of the embedded Postgres and of what the product keeps for itself. */
  readonly home: string;
  /** What the API connects with; the embedded Postgres when absent. */
  readonly databaseUrl: string | undefined;
  /** What migrations connect with. */
  readonly ownerUrl: string | undefined;
  readonly poolSize: number;
  /** Connections that carry compiled reads, many at a time on each. */
  readonly readConnections: number;
  readonly corsOrigins: readonly string[];
  /** Modules of the plugins that are installed besides the core. */
  readonly pluginModules: readonly string[];
  /** Cost points that an actor may spend per second; ten seconds' worth can be saved up. */
  readonly rateLimitPerSecond: number;
  readonly logLevel: string;
  readonly oidc: { readonly issuer: string; readonly audience: string; readonly tenantClaim: string } | undefined;
  readonly traceEndpoint: string | undefined;
}

/** Reads the configuration; a wrong value stops the start and says which, what was found, and what is allowed. */
export function readConfig(variables: Readonly<Record<string, string | undefined>>): Config {
  // An empty variable means: not set.
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `${path[0]?.toString()} is ${show(path[0], given)}: ${message}`,
    );
    throw invalid(problems.join('\n'));
  }
  const values = parsed.data;
  if (Boolean(values.OIDC_ISSUER) !== Boolean(values.OIDC_AUDIENCE)) {
    throw invalid('OIDC_ISSUER and OIDC_AUDIENCE belong together: one of them is not set.');
  }
  return {
    production: values.NODE_ENV === 'production',
    host: values.HOST,
    port: values.PORT,
    home: values.RAPPORT_HOME,
    databaseUrl: values.DATABASE_URL,
    ownerUrl: values.DATABASE_OWNER_URL,
    poolSize: values.DATABASE_POOL_SIZE,
    readConnections: values.DATABASE_READ_CONNECTIONS,
    corsOrigins: values.CORS_ORIGINS,
    pluginModules: values.RAPPORT_PLUGINS,
    rateLimitPerSecond: values.RATE_LIMIT_PER_SECOND,
    logLevel: values.LOG_LEVEL,
    oidc:
      values.OIDC_ISSUER && values.OIDC_AUDIENCE
        ? { issuer: values.OIDC_ISSUER, audience: values.OIDC_AUDIENCE, tenantClaim: values.OIDC_TENANT_CLAIM }
        : undefined,
    traceEndpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
  };
}

function invalid(problems: string): StartError {
  return new StartError(
    'CONFIGURATION_INVALID',
    problems,
    'docs/configuration.md lists every variable with what it allows.',
  );
}

/** The value found, without what is secret in it. */
function show(name: PropertyKey | undefined, given: Readonly<Record<string, string | undefined>>): string {
  const value = given[String(name)];
  if (value === undefined) return 'not set';
  return /URL$/.test(String(name)) ? 'set (not shown, it may hold a password)' : JSON.stringify(value);
}
