import pg from 'pg';

/** 16 connections that stay, with times in UTC. `plans` is Postgres' `plan_cache_mode`. */
export function openPool({ plans = 'force_generic_plan', ...more } = {}) {
  return new pg.Pool({
    ...JSON.parse(process.env.BENCH_DATABASE),
    max: 16,
    idleTimeoutMillis: 0,
    options: `-c plan_cache_mode=${plans} -c timezone=UTC -c jit=off`,
    ...more,
  });
}
