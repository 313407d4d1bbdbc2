import { type GraphQLFieldConfig, GraphQLString, print } from 'graphql';
import { fingerprintOf, once } from '../work/idempotency.ts';
import { freezeResult, readResult, thawResult } from '../work/kept-answer.ts';
import { placeOf } from '../work/record-loads.ts';
import type { CommandContext, ExecutionContext } from '../work/request-context.ts';
import { UnitOfWork } from '../work/unit-of-work.ts';
import { resolveReferences } from './references.ts';

const keyArgument = {
  type: GraphQLString,
  description:
    'Makes a retry safe: the same key with the same document and arguments takes effect once and gets the same answer, for 24 hours.',
};

/**
 * Makes a mutation field a command: its resolver runs in a unit of work, once per idempotency key,
 * and what was selected of its result is read before the commit.
 */
export function commandField(
  field: GraphQLFieldConfig<unknown, CommandContext>,
): GraphQLFieldConfig<unknown, ExecutionContext> {
  const { type, description, deprecationReason, args: own, resolve, extensions } = field;
  if (!resolve) throw new Error('A mutation needs a resolver.');
  return {
    type,
    description,
    deprecationReason,
    extensions,
    args: { ...own, idempotencyKey: keyArgument },
    resolve: resolveReferences(async (source, { idempotencyKey: key, ...args }, context, info) => {
      const result = await context.database.transaction(
        context.tenant.id,
        async (transaction) => {
          const {
            tenant,
            access,
            catalogue,
            installation,
            composition,
            requestId,
            signal,
            secrets,
            settings,
            outbound,
            loads,
          } = context;
          const work = new UnitOfWork({ ...context, insist: args.insist === true }, transaction);
          const { reader } = work;
          const command: CommandContext = {
            tenant,
            access,
            catalogue,
            installation,
            composition,
            requestId,
            signal,
            secrets,
            settings,
            outbound,
            work,
            reader,
          };
          const fingerprint = () =>
            fingerprintOf([info.fieldNodes.map(print), Object.values(info.fragments).map(print), info.variableValues]);
          const header = info.operation.selectionSet.selections.length === 1 ? context.idempotencyHeader : undefined;
          const idempotencyKey = key ?? header;
          return once(work, idempotencyKey, fingerprint, {
            run: async () => {
              const result: unknown = await resolve(source, args, command, info);
              const place = placeOf(info.path);
              const reading = readResult(command, loads, info.returnType, [result], place, info.fieldNodes, info);
              // With a key, what was read is kept in the same transaction.
              if (idempotencyKey === undefined) transaction.commit();
              await reading;
              return result;
            },
            freeze: (result) => freezeResult(result, loads, (text) => work.isShownOnce(text)),
            thaw: (text) => thawResult(text, loads, catalogue),
          });
        },
        context.signal,
      );
      context.onCommit();
      return result;
    }),
  };
}
