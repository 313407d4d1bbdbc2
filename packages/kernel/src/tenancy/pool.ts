import pg from 'pg';

const DATE_OID = 1082;

/** A pool whose rows hold calendar days as text: a day has no time zone, a JavaScript `Date` has one. */
export function createPool(config: pg.PoolConfig): pg.Pool {
  const types: pg.CustomTypesConfig = {
    getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
      oid === DATE_OID
        ? (value: string) => value
        : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
  };
  // What is not awaited is sent at once: a transaction begins together with its first statement.
  const pool = new pg.Pool({ ...config, types, pipeline: true } as pg.PoolConfig);
  // An idle connection may break at any time; the pool replaces it. Without a listener the process would end.
  pool.on('error', () => undefined);
  // So may one that is just handed out, which the pool no longer listens to and its user does not yet.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
