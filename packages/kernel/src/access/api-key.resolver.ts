import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { DateTimeScalar } from '../records/kinds/index.ts';
import type { RecordRef } from '../work/record-ref.ts';
import type { CommandContext } from '../work/request-context.ts';
import { ApiKey } from './api-key.record.ts';
import { type ApiKeyInput, makeApiKey } from './api-key.service.ts';

@InputType('CreateApiKeyInput', { description: 'Values of a new API key.' })
export class CreateApiKeyInput implements ApiKeyInput {
  @Field(() => String, { description: 'What the key is for.' })
  name!: string;

  @Field(() => ID, { description: 'The role whose rights it has.' })
  roleId!: string;

  @Field(() => ID, { nullable: true, description: 'The user for whom it acts.' })
  userId?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'From this instant on it is refused.' })
  expiresAt?: string | null;

  @Field(() => Int, { nullable: true, description: 'Cost points that it may spend per second.' })
  budgetPerSecond?: number | null;
}

@ObjectType('CreateApiKeyPayload', { description: 'A new API key with its secret.', simpleResolvers: true })
export class CreateApiKeyPayload {
  @Field(() => ApiKey, { description: 'The key.' })
  apiKey!: RecordRef;

  @Field(() => String, {
    nullable: true,
    description:
      'The secret, shown this once: send it as `Authorization: Bearer <secret>`. It is kept only as a hash, so a repetition of the command gets null.',
  })
  secret!: string | null;
}

@Resolver()
export class ApiKeyResolver {
  @Mutation(() => CreateApiKeyPayload, { description: 'Makes an API key.' })
  async createApiKey(
    @Arg('input', () => CreateApiKeyInput, { description: 'Its values.' }) input: CreateApiKeyInput,
    @Ctx() { work }: CommandContext,
  ): Promise<CreateApiKeyPayload> {
    const { apiKey, secret } = await makeApiKey(work, input);
    return { apiKey, secret: work.showOnce(secret) };
  }
}
