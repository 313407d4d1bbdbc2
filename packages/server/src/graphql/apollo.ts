import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { KeyValueCache } from '@apollo/utils.keyvaluecache';
import { trace } from '@opentelemetry/api';
import {
  type Charge,
  type ExecutionContext,
  MAX_MUTATION_FIELDS,
  type OperationPlans,
  type OperationSize,
  operationLimits,
  type Principal,
  RapportError,
  type RateBudget,
  type RecordReader,
} from '@rapport/kernel';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { Metrics } from '../http/metrics.ts';
import { answerExtensions } from './answer-extensions.ts';
import type { PlanNote } from './compiled-answers.ts';
import { formatError, MAX_ERRORS, withCatalogueHint } from './format-error.ts';
import { suggesting } from './suggestion.ts';

/** What Apollo hands around besides the request's own context. */
export interface ServerContext extends ExecutionContext {
  readonly principal: Principal;
  reader: RecordReader;
  database: ExecutionContext['database'];
  /** Set once the operation is measured and paid for. */
  charge: Charge | undefined;
  /** How it is answered. */
  plan: PlanNote;
}

export interface ApolloParts {
  readonly budget: RateBudget;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly persistedQueries: KeyValueCache;
  readonly plans: OperationPlans;
  readonly showPlans: boolean;
}

export const MAX_TOKENS = 5_000;
const EVENT_CURSOR = /\beventCursor\b/;
/** A valid document that is not carried out is no answer, whatever media type the caller prefers. */
const ALWAYS_400 = new Set<unknown>(['QUERY_TOO_COMPLEX', 'OPERATION_UNSUPPORTED']);

/** The GraphQL pipeline for one schema: Apollo's, with our limits, budget and errors. */
export async function createApollo(schema: GraphQLSchema, parts: ApolloParts): Promise<ApolloServer<ServerContext>> {
  const server = new ApolloServer<ServerContext>({
    schema,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    // Requests that are no operation never reach the plugins.
    formatError: withCatalogueHint,
    stopOnTerminationSignals: false,
    cache: parts.persistedQueries,
    parseOptions: { maxTokens: MAX_TOKENS },
    // What it would suggest, `suggesting` does.
    validationOptions: { maxErrors: MAX_ERRORS, hideSuggestions: true },
    logger: parts.logger,
    plugins: [
      // Nothing is reported to anybody, whatever the environment says.
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      edgeRules(parts),
    ],
  });
  await server.start();
  return server;
}

/** Everything that stands between a valid document and its execution, and between its result and the caller. */
function edgeRules({ budget, logger, metrics, plans, showPlans }: ApolloParts): ApolloServerPlugin<ServerContext> {
  return {
    requestDidStart: async () => {
      const started = performance.now();
      return {
        async didResolveOperation({ document, operation, request, source, contextValue }) {
          if (!operation) return;
          if (operation.operation === 'subscription') refuseSubscription();
          const { operationName } = request;
          const { access, principal } = contextValue;
          const known =
            plans.find(source, operationName, access) ??
            plans.learn(source, operationName, principal, document, operation);
          trace.getActiveSpan()?.setAttributes({
            'graphql.operation.type': operation.operation,
            'graphql.operation.name': operation.name?.value ?? '',
          });
          const variables = known.coerce(request.variables ?? {});
          // Bad variables are reported by the execution, which begins with them.
          const size = variables && known.measure(variables);
          if (size) assertWithinLimits(size, operation.operation === 'mutation');
          contextValue.charge ??= await budget
            .charge(contextValue.principal, Math.max(1, Math.ceil(size?.cost ?? 1)))
            .catch(refuseWith429);
          if (showPlans)
            contextValue.plan = {
              kind: 'executed',
              reason: contextValue.plan.reason ?? plans.whyExecutedAtFirst(known, access, variables),
            };
          // Whatever else the operation reads must not be older.
          if (EVENT_CURSOR.test(source)) await contextValue.eventCursor();
        },
        async willSendResponse({ request, response, errors, schema, contextValue, operation }) {
          const { body } = response;
          if (body.kind !== 'single') return;
          const { singleResult } = body;
          if (singleResult.errors) {
            const raw = errors ?? [];
            singleResult.errors = singleResult.errors
              .slice(0, MAX_ERRORS)
              .map((formatted, index) =>
                formatError(formatted, suggesting(raw[index] ?? formatted, schema), contextValue.requestId, logger),
              );
          }
          const extensions = answerExtensions(contextValue, showPlans);
          if (extensions) singleResult.extensions = extensions;
          metrics.plan('executed');
          if (
            isRequestError(singleResult) &&
            prefersPlainJson(request.http?.headers.get('accept')) &&
            response.http.status === 400
          ) {
            // GraphQL over HTTP: `application/json` answers a malformed request with 200, the newer media type with 400.
            if (!singleResult.errors?.some(({ extensions }) => ALWAYS_400.has(extensions?.code)))
              response.http.status = 200;
          }
          metrics.operation(
            operation?.operation ?? 'none',
            singleResult.errors?.[0]?.extensions?.code,
            performance.now() - started,
          );
        },
      };
    },
  };
}

type Limits = typeof operationLimits;

/** The first limit that an operation exceeds. */
export function exceededLimit(size: OperationSize, limits: Limits = operationLimits): keyof OperationSize | undefined {
  return (Object.keys(limits) as (keyof OperationSize)[]).find((rule) => Math.ceil(size[rule]) > limits[rule]);
}

/** Throws QUERY_TOO_COMPLEX. */
export function assertWithinLimits(size: OperationSize, isMutation: boolean): void {
  const limits = isMutation ? { ...operationLimits, rootFields: MAX_MUTATION_FIELDS } : operationLimits;
  const rule = exceededLimit(size, limits);
  if (!rule) return;
  const actual = Math.ceil(size[rule]);
  const limit = limits[rule];
  const message = `The operation has ${rule} ${actual}; at most ${limit} are allowed.`;
  throw refusal(new RapportError('QUERY_TOO_COMPLEX', message, { rule, limit, actual }));
}

function refuseSubscription(): never {
  throw refusal(new RapportError('OPERATION_UNSUPPORTED', 'A subscription does not fit into one answer.'));
}

function refuseWith429(error: unknown): never {
  if (!(error instanceof RapportError) || error.code !== 'RATE_LIMITED') throw error;
  const { retryAfter } = error.extensions;
  throw refusal(error, 429, new HeaderMap(retryAfter === undefined ? [] : [['retry-after', String(retryAfter)]]));
}

function refusal(error: RapportError, status = 400, headers = new HeaderMap()): GraphQLError {
  return new GraphQLError(error.message, {
    originalError: error,
    extensions: { ...error.extensions, http: { status, headers } },
  });
}

/** A result without `data`: the request never ran. */
function isRequestError(result: { readonly data?: unknown; readonly errors?: unknown }): boolean {
  return result.errors !== undefined && result.data === undefined;
}

function prefersPlainJson(accept = ''): boolean {
  return accept.includes('application/json') && !accept.includes('application/graphql-response+json');
}
