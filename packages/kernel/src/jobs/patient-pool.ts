import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { isUnavailable, translateDatabaseError } from '../tenancy/index.ts';

const PAUSE_MS = 250;

/**
 * The pool as the library of the queue needs it: it ends the process when it cannot note what became of a job. Here a
 * statement outlives the connection that it was sent on: it is sent again until the database is back, or `signal` is
 * aborted. For statements that may happen twice, as each of the library that has values may.
 */
export function patientPool(pool: pg.Pool, signal: AbortSignal): pg.Pool {
  const patiently = async <Result>(attempt: () => Promise<Result>): Promise<Result> => {
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (signal.aborted || !isLost(error)) throw error;
        await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  };
  const patientClient = (client: pg.PoolClient): pg.PoolClient => {
    let isLent = true;
    const giveBack = (error?: boolean) => {
      if (isLent) client.release(error);
      isLent = false;
    };
    return withOwn(client, {
      release: giveBack,
      query: (statement: string | pg.QueryConfig) => {
        // Without values it belongs to the connection: `listen`, or the bounds of a transaction.
        if (typeof statement === 'string' || statement.values === undefined) return client.query(statement);
        return patiently(async () => {
          if (!isLent) return pool.query(statement);
          try {
            return await client.query(statement);
          } catch (error) {
            // Whoever waits for another connection while he holds a lost one may wait for ever.
            if (isLost(error)) giveBack(true);
            throw error;
          }
        });
      },
    });
  };
  return withOwn(pool, {
    connect: (...listening: Parameters<pg.Pool['connect']>) =>
      listening.length > 0 ? pool.connect(...listening) : patiently(() => pool.connect()).then(patientClient),
  });
}

const isLost = (error: unknown) => isUnavailable(translateDatabaseError(error));

/** The same object with some of its methods replaced; the others act on it as ever. */
function withOwn<Whole extends object>(whole: Whole, own: { readonly [name: string]: unknown }): Whole {
  return new Proxy(whole, {
    get(target, name) {
      if (typeof name === 'string' && Object.hasOwn(own, name)) return own[name];
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
