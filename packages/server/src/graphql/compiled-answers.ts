import { trace } from '@opentelemetry/api';
import {
  type Charge,
  type CompiledPlan,
  type CreationPlan,
  type ErrorCode,
  hasCutPages,
  isDatabaseError,
  type KnownOperation,
  type OperationPlans,
  type PipelinedConnections,
  RapportError,
  type RateBudget,
  type StatementRunner,
  type TenantDatabase,
  takeCutPages,
  writeCreation,
} from '@rapport/kernel';
import type { Metrics } from '../http/metrics.ts';
import { answerExtensions } from './answer-extensions.ts';
import { exceededLimit, type ServerContext } from './apollo.ts';

/** An operation as a client sends it. */
export interface OperationRequest {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Came in a way that must not change anything. */
  readonly readOnly?: boolean;
}

export interface CompiledParts {
  readonly plans: OperationPlans;
  readonly reads: PipelinedConnections;
  readonly database: TenantDatabase;
  readonly budget: RateBudget;
  readonly metrics: Metrics;
  /** Tells with every answer how it was made. */
  readonly showPlans: boolean;
}

/** How a request is answered; told in `extensions.plan` where plans are shown. */
export interface PlanNote {
  readonly kind: 'compiled' | 'executed';
  readonly reason?: string;
}

interface Ready {
  readonly known: KnownOperation;
  readonly plan: CompiledPlan | CreationPlan;
  readonly variables: Record<string, unknown>;
}

/**
 * Answers operations that were asked before and that one statement can answer. Everything else, and everything that
 * goes wrong, is left to the executor: it says what is wrong, and where in the answer.
 */
export class CompiledAnswers {
  private readonly parts: CompiledParts;

  constructor(parts: CompiledParts) {
    this.parts = parts;
  }

  /** The JSON of the whole answer; undefined when the executor must answer. */
  async answer(request: OperationRequest, context: ServerContext): Promise<string | undefined> {
    const ready = this.prepare(request, context);
    if (!ready) return undefined;
    const started = performance.now();
    const { known, plan } = ready;
    if (!(await this.charge(context, plan.size.cost))) return undefined;
    trace.getActiveSpan()?.setAttributes({
      'graphql.operation.type': known.operation.operation,
      'graphql.operation.name': known.operation.name?.value ?? '',
    });
    try {
      const answer = await (plan.kind === 'creation'
        ? this.create(ready, plan, context)
        : this.read(ready, plan, context));
      if (answer === null) return this.leave(context, REFUSED);
      const json = noteCutPages(answer, context);
      context.plan = { kind: 'compiled' };
      this.parts.metrics.operation(known.operation.operation, undefined, performance.now() - started);
      this.parts.metrics.plan('compiled');
      return `{"data":${json},"extensions":${JSON.stringify(answerExtensions(context, this.parts.showPlans))}}\n`;
    } catch (error) {
      if (isRefusal(error)) return this.leave(context, REFUSED);
      // The executor reports it where it belongs; asking the database again would cost as much once more, or write twice.
      const failed = failing(error);
      context.reader = context.reader.withRunner(failed);
      context.database = failed;
      return this.leave(context, 'Its statement failed.');
    }
  }

  private async read(
    { variables }: Ready,
    { statement: prepared, readsMuch }: CompiledPlan,
    context: ServerContext,
  ): Promise<string | null> {
    const { tenant, access, signal } = context;
    const statement = prepared.bind({ tenant, actor: access.actor, variables });
    if (!readsMuch) return this.parts.reads.read(tenant.id, statement, signal);
    const [row] = await this.parts.database.forTenant(tenant.id, signal).run<{ json: string }>(statement);
    return row?.json ?? null;
  }

  /** Null when it was refused: then nothing is written. */
  private async create({ variables }: Ready, plan: CreationPlan, context: ServerContext): Promise<string | null> {
    const { tenant, access, requestId, signal } = context;
    const { database } = this.parts;
    const statement = await writeCreation(
      plan,
      {
        context,
        cause: { actor: access.actor.id, requestId },
        request: { tenant, actor: access.actor, variables: {} },
        run: (asked) => database.forTenant(tenant.id, signal).run(asked),
      },
      variables,
    );
    const json = await database.write(tenant.id, statement, signal);
    if (json !== null) context.onCommit();
    return json;
  }

  private prepare({ query, operationName, variables: given, readOnly }: OperationRequest, context: ServerContext) {
    const { access } = context;
    const known = this.parts.plans.find(query, operationName, access);
    if (!known) return undefined;
    if (known.codeReason) return this.leave(context, known.codeReason);
    if (known.operation.operation === 'mutation') {
      if (readOnly) return this.leave(context, REFUSED);
      if (context.idempotencyHeader !== undefined) return this.leave(context, KEEPS_ANSWER);
    }
    const variables = known.coerce(given);
    if (!variables) return this.leave(context, REFUSED);
    const plan = bindOrLeave(() => this.parts.plans.planOf(known, access, variables));
    if (!plan) return this.leave(context, REFUSED);
    if (plan.kind === 'executed') return this.leave(context, plan.reason);
    if (exceededLimit(plan.size)) return undefined;
    return { known, plan, variables } satisfies Ready;
  }

  private leave(context: ServerContext, reason: string): undefined {
    context.plan = { kind: 'executed', reason };
    return undefined;
  }

  private async charge(context: ServerContext, cost: number): Promise<Charge | undefined> {
    try {
      context.charge = await this.parts.budget.charge(context.principal, Math.max(1, Math.ceil(cost)));
      return context.charge;
    } catch (error) {
      // A refusal takes nothing, so the executor may ask again and word it.
      if (error instanceof RapportError) return undefined;
      throw error;
    }
  }
}

const REFUSED = 'It is refused.';
const KEEPS_ANSWER = 'Its idempotency key is kept with the answer.';

/** Errors of a statement that was sent; all others come from what it was to be made of. */
const FAILURES: ReadonlySet<ErrorCode> = new Set([
  'STATEMENT_TIMEOUT',
  'BUSY',
  'DATABASE_UNAVAILABLE',
  'SORT_NEEDS_FILTER',
]);

/** Values that are refused are refused by the executor, with their place in the answer. */
function bindOrLeave<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof RapportError) return undefined;
    throw error;
  }
}

/** The answer without the marks of pages that were cut short. Only then is it parsed. */
function noteCutPages(json: string, context: ServerContext): string {
  if (!hasCutPages(json)) return json;
  const answer: unknown = JSON.parse(json);
  context.cutPages.push(...takeCutPages(answer));
  return JSON.stringify(answer);
}

/** A value or a constraint was refused, so that nothing is written: the executor finds out which, and where it stands. */
function isRefusal(error: unknown): boolean {
  if (error instanceof RapportError) return !FAILURES.has(error.code);
  return isDatabaseError(error) && /^2[23]/.test(error.code ?? '');
}

function failing(error: unknown): StatementRunner & Pick<TenantDatabase, 'transaction'> {
  const fail = () => Promise.reject(error);
  return { run: fail, transaction: fail };
}
