import { type GraphQLFieldConfig, GraphQLString, print } from 'graphql';
import { answerCommand, reviveAnswer } from '../work/command-answer.ts';
import { fingerprintOf, once } from '../work/idempotency.ts';
import type { CommandContext, RequestContext } from '../work/request-context.ts';
import { UnitOfWork } from '../work/unit-of-work.ts';

const idempotencyKey = {
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
  isRecord: (typeName: string) => boolean,
): GraphQLFieldConfig<unknown, RequestContext> {
  const { type, description, deprecationReason, args: own, resolve } = field;
  if (!resolve) throw new Error('A mutation needs a resolver.');
  return {
    type,
    description,
    deprecationReason,
    args: { ...own, idempotencyKey },
    resolve: (source, { idempotencyKey: key, ...args }, context, info) =>
      context.database.transaction(
        context.tenant.id,
        async (transaction) => {
          const work = new UnitOfWork(context, transaction);
          const command: CommandContext = { ...context, work };
          const fragments = Object.values(info.fragments).map(print);
          const fingerprint = fingerprintOf([info.fieldNodes.map(print), fragments, info.variableValues]);
          const header = info.operation.selectionSet.selections.length === 1 ? context.idempotencyHeader : undefined;
          let answered = false;
          const answer = await once(work, key ?? header, fingerprint, async () => {
            answered = true;
            const result: unknown = await resolve(source, args, command, info);
            return answerCommand(command, info.returnType, result, info.fieldNodes, info);
          });
          return answered ? answer : reviveAnswer(info.returnType, answer, info.fieldNodes, info, isRecord);
        },
        context.signal,
      ),
  };
}
