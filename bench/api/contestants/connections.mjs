import pg from 'pg';

/** What every pool of a contestant has in common: 16 connections that stay, plans made once, times in UTC. */
export function openPool(more = {}) {
  return new pg.Pool({
    ...JSON.parse(process.env.BENCH_DATABASE),
    max: 16,
    idleTimeoutMillis: 0,
    options: '-c plan_cache_mode=force_generic_plan -c timezone=UTC -c jit=off',
    ...more,
  });
}
