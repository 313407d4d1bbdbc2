/** Everything that can keep the product from starting, in one place; `schema/errors.md` lists it. */
export const startErrors = {
  CONFIGURATION_INVALID: 'An environment variable has a value that is not allowed.',
  PLUGIN_INVALID: 'A plugin breaks a rule, or does not fit together with another one.',
  PORT_IN_USE: 'Another program listens on the port.',
  WORKERS_DIE: 'Workers die as soon as they are started, again and again. It can also end a running product.',
  ALREADY_RUNNING: 'Another Rapport uses the same data directory.',
  PLATFORM_UNSUPPORTED: 'There is no embedded Postgres for this operating system and processor.',
  DATA_DIRECTORY_VERSION: 'The data directory was made by another major version of Postgres.',
  DATA_DIRECTORY_UNUSABLE: 'The data directory cannot be made, read or written.',
  DISK_FULL: 'There is not enough free space for the data directory.',
  DATABASE_START_FAILED: 'The embedded Postgres did not start.',
  DATABASE_UNREACHABLE: 'The Postgres of DATABASE_URL does not answer.',
  OWNER_LACKS_RIGHTS: 'The role that migrates may not do what migrations need.',
  API_LOGIN_REFUSED: 'The role in DATABASE_URL is there, with another password than the one given.',
  DATABASE_TOO_OLD: 'The Postgres of DATABASE_URL is older than 15.',
  MIGRATION_NEEDED: 'The database lacks migrations of the installed plugins.',
  UNSAFE_DURABILITY: 'A setting of Postgres would lose acknowledged writes in a crash.',
  UNSAFE_DATABASE_ROLE: 'The API would connect with a role that row-level security does not bind.',
  UNSAFE_ROW_SECURITY: 'A tenant table is not closed by row-level security.',
  UNSAFE_SESSION: 'The role of the API lacks a session setting that protects the server.',
  UNSAFE_SECRET: 'A password is one of those that everybody tries first.',
  UNSAFE_CORS: 'CORS_ORIGINS would let any web site call the API.',
  EMBEDDED_IN_PRODUCTION: 'The embedded Postgres is for development and demonstration.',
} as const;

export type StartErrorCode = keyof typeof startErrors;

/** Stops the start with a stable code, what was found, and how to mend it. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly code: StartErrorCode;
  readonly hint: string;

  constructor(code: StartErrorCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }
}
