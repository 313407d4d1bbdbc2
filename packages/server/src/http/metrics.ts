import type pg from 'pg';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Figures for Prometheus. Labels are few and fixed, so that no caller can make series. */
export class Metrics {
  readonly registry = new Registry();
  private readonly requests: Counter;
  private readonly operations: Histogram;
  private readonly plans: Counter;
  private readonly webhooks: Histogram;

  constructor(pool: pg.Pool) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry, prefix: 'rapport_' });
    this.requests = new Counter({
      name: 'rapport_http_requests_total',
      help: 'HTTP requests by path and status.',
      labelNames: ['path', 'status'],
      registers,
    });
    this.operations = new Histogram({
      name: 'rapport_graphql_operation_seconds',
      help: 'Time from the start of a GraphQL operation to its answer, by kind and first error code.',
      labelNames: ['kind', 'code'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    });
    this.plans = new Counter({
      name: 'rapport_graphql_plans_total',
      help: 'Answered GraphQL operations by how they were answered.',
      labelNames: ['plan'],
      registers,
    });
    this.webhooks = new Histogram({
      name: 'rapport_webhook_attempt_seconds',
      help: 'Time from sending an event to an endpoint to its answer, by result: DELIVERED, or why it failed.',
      labelNames: ['result'],
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15],
      registers,
    });
    new Gauge({
      name: 'rapport_database_connections',
      help: 'Connections of the pool by state.',
      labelNames: ['state'],
      registers,
      collect() {
        this.set({ state: 'idle' }, pool.idleCount);
        this.set({ state: 'busy' }, pool.totalCount - pool.idleCount);
        this.set({ state: 'awaited' }, pool.waitingCount);
      },
    });
  }

  /** A figure that is looked up whenever somebody asks. */
  gauge(name: string, help: string, value: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(value());
      },
    });
  }

  request(path: string, status: number): void {
    this.requests.inc({ path, status });
  }

  /** How an answer was made: by one statement, or by resolvers. */
  plan(kind: 'compiled' | 'executed'): void {
    this.plans.inc({ plan: kind });
  }

  webhook(result: string, milliseconds: number): void {
    this.webhooks.observe({ result }, milliseconds / 1_000);
  }

  operation(kind: string, code: unknown, milliseconds: number): void {
    this.operations.observe({ kind, code: typeof code === 'string' ? code : 'OK' }, milliseconds / 1_000);
  }
}
