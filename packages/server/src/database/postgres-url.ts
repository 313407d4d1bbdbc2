/** How to connect: what pg and TypeORM both understand. */
export interface ConnectionSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string;
  readonly ssl: boolean | { readonly rejectUnauthorized: boolean };
  /** The environment variable that says so, for errors. */
  readonly variable?: string;
}

/** Reads a connection address; throws when it is none. Errors of the platform quote it, so they must not be shown. */
export function parseUrl(url: string): ConnectionSettings {
  const { hostname, port, username, password, pathname, searchParams, search, hash } = new URL(url);
  // A bare #, ? or / in a password ends the host too early, and the rest of it lands here.
  if (hash || `${pathname}${search}`.includes('@')) throw new Error('Its parts cannot be told from each other.');
  const mode = searchParams.get('sslmode');
  const database = decodeURIComponent(pathname.slice(1));
  return {
    // A socket is given as ?host=/folder, as libpq takes it.
    host: searchParams.get('host') ?? decodeURIComponent(hostname || 'localhost'),
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    password: password ? decodeURIComponent(password) : undefined,
    database: database || decodeURIComponent(username),
    ssl:
      mode === null || mode === 'disable' ? false : { rejectUnauthorized: mode !== 'require' && mode !== 'no-verify' },
  };
}
