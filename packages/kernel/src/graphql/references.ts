import type { GraphQLFieldResolver } from 'graphql';
import { RecordRef } from '../work/record-ref.ts';
import type { ExecutionContext } from '../work/request-context.ts';

type Resolver = GraphQLFieldResolver<unknown, ExecutionContext>;

/** Lets a resolver return references; what the operation selects of the records is read for it. */
export function resolveReferences(resolve: Resolver): Resolver {
  return async (source, args, context, info) => {
    const result: unknown = await resolve(source, args, context, info);
    const load = (value: unknown) => (value instanceof RecordRef ? context.loads.load(context, value, info) : value);
    return Array.isArray(result) ? Promise.all(result.map(load)) : load(result);
  };
}
