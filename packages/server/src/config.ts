import { isNetwork } from '@rapport/kernel';
import { z } from 'zod';
import { parseUrl } from './database/postgres-url.ts';
import type { S3Options } from './files/s3-file-store.ts';
import { StartError } from './start-error.ts';

/** Signing algorithms of access tokens that are accepted; `none` and shared secrets are not among them. */
export const TOKEN_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;

/** A number as text; one message says all of what is allowed. */
function wholeNumber(min: number, max: number) {
  const rule = `must be a whole number from ${min} to ${max}`;
  return z.coerce.number(rule).int(rule).min(min, rule).max(max, rule);
}
const oneOf = <const Values extends readonly string[]>(values: Values) =>
  z.enum(values, `must be one of ${values.join(', ')}`);
const webAddress = z.url({ protocol: /^https?$/, error: 'must be an address such as https://example.com' });
const postgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\/\S+$/, {
    error: 'must look like postgres://user:password@host:5432/database',
    abort: true,
  })
  .refine(
    isReadable,
    'cannot be read. Special characters of user and password must be percent-encoded; a password without any comes from `openssl rand -hex 24`',
  );
const origin = z
  .string()
  .regex(/^(\*|https?:\/\/[^\s/]+)$/, 'must be origins such as https://crm.example.com, separated by commas');

const eventBus = z.union([z.enum(['none', 'postgres']), z.url({ protocol: /^(nats|tls)$/ })], {
  error: 'must be none, postgres, or an address such as nats://host:4222',
});

const network = z.string().refine(isNetwork, 'must be networks such as 10.1.0.0/16 or fd00::/8, separated by commas');
const secretKey = z.string().min(32, 'must be texts of at least 32 characters, separated by commas');

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
  NODE_ENV: oneOf(['development', 'production', 'test']).default('development'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(4000),
  RAPPORT_HOME: z.string().min(1).default('.rapport'),
  RAPPORT_PLUGINS: list,
  PLUGIN_SETTINGS: z.string().min(1).optional(),
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_OWNER_URL: postgresUrl.optional(),
  DATABASE_POOL_SIZE: wholeNumber(1, 500).default(16),
  DATABASE_READ_CONNECTIONS: wholeNumber(1, 50).default(4),
  DATABASE_POOLER: oneOf(['none', 'transaction']).default('none'),
  EVENT_BUS: eventBus.default('postgres'),
  EVENT_RETENTION_DAYS: wholeNumber(1, 3_650).default(30),
  JOB_CONCURRENCY: wholeNumber(0, 100).default(4),
  SECRET_KEYS: list.pipe(z.array(secretKey)),
  WEBHOOK_ALLOWED_NETWORKS: list.pipe(z.array(network)),
  CORS_ORIGINS: list.pipe(z.array(origin)),
  RATE_LIMIT_PER_SECOND: wholeNumber(1, 10_000_000).default(20_000),
  CONNECTIONS_PER_ACTOR: wholeNumber(1, 1_000_000).default(1_000),
  TRUSTED_DOCUMENTS: z.string().min(1).optional(),
  TRUSTED_DOCUMENTS_ONLY: oneOf(['true', 'false']).default('false'),
  LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  OIDC_ISSUER: webAddress.optional(),
  OIDC_AUDIENCE: z.string().min(1).optional(),
  OIDC_TENANT_CLAIM: z.string().min(1).default('tenant'),
  OTEL_EXPORTER_OTLP_ENDPOINT: webAddress.optional(),
  FILES_S3_ENDPOINT: webAddress.optional(),
  FILES_S3_BUCKET: z.string().min(1).optional(),
  FILES_S3_REGION: z.string().min(1).default('us-east-1'),
  FILES_S3_KEY_ID: z.string().min(1).optional(),
  FILES_S3_SECRET_KEY: z.string().min(1).optional(),
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
  /** What stands between this process and Postgres. */
  readonly pooler: 'none' | 'transaction';
  /** Connections that carry compiled reads, many at a time on each. */
  readonly readConnections: number;
  /** How processes tell each other of new events: `none`, `postgres`, or the address of a NATS server. */
  readonly eventBus: string;
  /** How long events can be read again. */
  readonly eventRetentionDays: number;
  /** Jobs that each process runs at once; with 0 it runs none. */
  readonly jobConcurrency: number;
  /** Keys that secrets in the database are encrypted with: the first for new ones, all of them for those that are there. */
  readonly secretKeys: readonly string[];
  /** Networks besides the public internet to which webhooks may be sent. */
  readonly webhookAllowedNetworks: readonly string[];
  readonly corsOrigins: readonly string[];
  /** Modules of the plugins that are installed besides the core. */
  readonly pluginModules: readonly string[];
  /** File with what the operator tells plugins. */
  readonly settingsFile: string | undefined;
  /** Cost points that an actor may spend per second; ten seconds' worth can be saved up. */
  readonly rateLimitPerSecond: number;
  /** Connections that one credential may keep open with each process, to follow events. */
  readonly connectionsPerActor: number;
  /** File of operations that requests may name; with `only`, no others are answered. */
  readonly trustedDocuments: { readonly file: string; readonly only: boolean } | undefined;
  readonly logLevel: string;
  readonly oidc: { readonly issuer: string; readonly audience: string; readonly tenantClaim: string } | undefined;
  readonly traceEndpoint: string | undefined;
  /** Store of objects in which files lie; a folder in `home` when absent. */
  readonly fileStore: S3Options | undefined;
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
    throw invalid([...new Set(problems)].join('\n'));
  }
  const values = parsed.data;
  if (values.DATABASE_OWNER_URL && !values.DATABASE_URL) {
    throw invalid(
      'DATABASE_OWNER_URL is set and DATABASE_URL is not: the one is what migrations connect with, the other what the API does.',
    );
  }
  if (Boolean(values.OIDC_ISSUER) !== Boolean(values.OIDC_AUDIENCE)) {
    throw invalid('OIDC_ISSUER and OIDC_AUDIENCE belong together: one of them is not set.');
  }
  const only = values.TRUSTED_DOCUMENTS_ONLY === 'true';
  if (only && !values.TRUSTED_DOCUMENTS) {
    throw invalid('TRUSTED_DOCUMENTS_ONLY is "true" and TRUSTED_DOCUMENTS is not set: nothing could be asked.');
  }
  return {
    production: values.NODE_ENV === 'production',
    host: values.HOST,
    port: values.PORT,
    home: values.RAPPORT_HOME,
    databaseUrl: values.DATABASE_URL,
    ownerUrl: values.DATABASE_OWNER_URL,
    poolSize: values.DATABASE_POOL_SIZE,
    pooler: values.DATABASE_POOLER,
    readConnections: values.DATABASE_READ_CONNECTIONS,
    eventBus: values.EVENT_BUS,
    eventRetentionDays: values.EVENT_RETENTION_DAYS,
    jobConcurrency: values.JOB_CONCURRENCY,
    secretKeys: values.SECRET_KEYS,
    webhookAllowedNetworks: values.WEBHOOK_ALLOWED_NETWORKS,
    corsOrigins: values.CORS_ORIGINS,
    pluginModules: values.RAPPORT_PLUGINS,
    settingsFile: values.PLUGIN_SETTINGS,
    rateLimitPerSecond: values.RATE_LIMIT_PER_SECOND,
    connectionsPerActor: values.CONNECTIONS_PER_ACTOR,
    trustedDocuments: values.TRUSTED_DOCUMENTS ? { file: values.TRUSTED_DOCUMENTS, only } : undefined,
    logLevel: values.LOG_LEVEL,
    oidc:
      values.OIDC_ISSUER && values.OIDC_AUDIENCE
        ? { issuer: values.OIDC_ISSUER, audience: values.OIDC_AUDIENCE, tenantClaim: values.OIDC_TENANT_CLAIM }
        : undefined,
    traceEndpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
    fileStore: fileStoreOf(values),
  };
}

/** A store of objects is described wholly or not at all. */
function fileStoreOf(values: z.infer<typeof environment>): S3Options | undefined {
  const { FILES_S3_ENDPOINT: endpoint, FILES_S3_BUCKET: bucket } = values;
  const { FILES_S3_KEY_ID: accessKeyId, FILES_S3_SECRET_KEY: secretAccessKey } = values;
  if (!endpoint && !bucket && !accessKeyId && !secretAccessKey) return undefined;
  if (!endpoint || !bucket || !accessKeyId || !secretAccessKey) {
    throw invalid(
      'FILES_S3_ENDPOINT, FILES_S3_BUCKET, FILES_S3_KEY_ID and FILES_S3_SECRET_KEY belong together: one of them is not set.',
    );
  }
  return { endpoint, bucket, region: values.FILES_S3_REGION, accessKeyId, secretAccessKey };
}

function isReadable(url: string): boolean {
  try {
    parseUrl(url);
    return true;
  } catch {
    return false;
  }
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
  if (/KEYS?$/.test(String(name))) return 'set (not shown)';
  return /URL$/.test(String(name)) ? 'set (not shown, it may hold a password)' : JSON.stringify(value);
}
