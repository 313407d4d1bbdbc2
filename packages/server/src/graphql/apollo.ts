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
  fragmentsOf,
  MAX_MUTATION_FIELDS,
  measureOperation,
  type OperationPlans,
  type OperationSize,
  operationLimits,
  type Principal,
  RapportError,
  type RateBudget,
  type RecordReader,
} from '@rapport/kernel';
import { type DocumentNode, GraphQLError, type GraphQLSchema, getVariableValues } from 'graphql';
import type { Logger } from 'pino';
import type { Metrics } from '../http/metrics.ts';
import type { PlanNote } from './compiled-answers.ts';
import { formatError, MAX_ERRORS, withCatalogueHint } from './format-error.ts';

/** What Apollo hands around besides the request's own context. */
export interface ServerContext extends ExecutionContext {
  readonly principal: Principal;
  reader: RecordReader;
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
    validationOptions: { maxErrors: MAX_ERRORS },
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
        async didResolveOperation({ schema, document, operation, request, source, contextValue }) {
          if (!operation) return;
          if (operation.operation === 'subscription') refuseSubscription();
          const { operationName } = request;
          if (!plans.find(source, operationName, contextValue.access))
            plans.learn(source, operationName, contextValue.access, schema, document, operation);
          trace.getActiveSpan()?.setAttributes({
            'graphql.operation.type': operation.operation,
            'graphql.operation.name': operation.name?.value ?? '',
          });
          const size = measure(schema, document, operation, request.variables ?? {});
          if (size) assertWithinLimits(size, operation.operation === 'mutation');
          contextValue.charge ??= await budget
            .charge(contextValue.principal, Math.max(1, Math.ceil(size?.cost ?? 1)))
            .catch(refuseWith429);
        },
        async willSendResponse({ request, response, errors, contextValue, operation }) {
          const { body } = response;
          if (body.kind !== 'single') return;
          const { singleResult } = body;
          if (singleResult.errors) {
            const raw = errors ?? [];
            singleResult.errors = singleResult.errors
              .slice(0, MAX_ERRORS)
              .map((formatted, index) =>
                formatError(formatted, raw[index] ?? formatted, contextValue.requestId, logger),
              );
          }
          const { charge, plan } = contextValue;
          if (charge) singleResult.extensions = { cost: charge, ...(showPlans && { plan }) };
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

function measure(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: Parameters<typeof measureOperation>[2],
  given: Record<string, unknown>,
): OperationSize | undefined {
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], given, { maxErrors: MAX_ERRORS });
  // Bad variables are reported by the execution, which begins with them.
  if (!coerced) return undefined;
  return measureOperation(schema, fragmentsOf(document), operation, coerced);
}

export function isWithinLimits(size: OperationSize): boolean {
  return (Object.keys(operationLimits) as (keyof OperationSize)[]).every(
    (rule) => Math.ceil(size[rule]) <= operationLimits[rule],
  );
}

function assertWithinLimits(size: OperationSize, isMutation: boolean): void {
  const limits = isMutation ? { ...operationLimits, rootFields: MAX_MUTATION_FIELDS } : operationLimits;
  for (const rule of Object.keys(limits) as (keyof OperationSize)[]) {
    const actual = Math.ceil(size[rule]);
    if (actual <= limits[rule]) continue;
    const error = new RapportError(
      'QUERY_TOO_COMPLEX',
      `The operation has ${rule} ${actual}; at most ${limits[rule]} are allowed.`,
      {
        rule,
        limit: limits[rule],
        actual,
      },
    );
    throw refusal(error);
  }
}

function refuseSubscription(): never {
  throw refusal(new RapportError('OPERATION_UNSUPPORTED', 'Subscriptions are not offered.'));
}

function refusal(error: RapportError): GraphQLError {
  return new GraphQLError(error.message, {
    originalError: error,
    extensions: { ...error.extensions, http: { status: 400 } },
  });
}

function refuseWith429(error: unknown): never {
  if (!(error instanceof RapportError) || error.code !== 'RATE_LIMITED') throw error;
  const { retryAfter } = error.extensions;
  const headers = new HeaderMap(retryAfter === undefined ? [] : [['retry-after', String(retryAfter)]]);
  throw new GraphQLError(error.message, {
    originalError: error,
    extensions: { ...error.extensions, http: { status: 429, headers } },
  });
}

/** A result without `data`: the request never ran. */
function isRequestError(result: { readonly data?: unknown; readonly errors?: unknown }): boolean {
  return result.errors !== undefined && result.data === undefined;
}

function prefersPlainJson(accept = ''): boolean {
  return accept.includes('application/json') && !accept.includes('application/graphql-response+json');
}
