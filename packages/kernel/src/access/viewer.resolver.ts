import { Ctx, Field, ID, ObjectType, Query, Resolver } from 'type-graphql';
import { enumeration } from '../records/kinds/index.ts';
import { type RecordRef, ref } from '../work/record-ref.ts';
import type { RequestContext } from '../work/request-context.ts';
import { Role } from './role.record.ts';
import { User } from './user.record.ts';

export const ActorKind = enumeration('ActorKind', 'What sends requests.', {
  USER: 'A person with an access token.',
  API_KEY: 'A program with an API key.',
  SELF: 'Somebody outside who serves himself.',
});

@ObjectType('ViewerTenant', { description: 'The tenant that the credential belongs to.', simpleResolvers: true })
export class ViewerTenant {
  @Field(() => String, { description: 'Short name, as tokens and commands write it.' })
  slug!: string;

  @Field(() => String, { description: 'Name shown to people.' })
  name!: string;
}

@ObjectType('Viewer', { description: 'Whoever sends this request.', simpleResolvers: true })
export class Viewer {
  @Field(() => ActorKind, { description: 'A person or a program.' })
  kind!: keyof typeof ActorKind;

  @Field(() => ID, { description: 'Id of the user or of the API key; for self-service, of the own record.' })
  id!: string;

  @Field(() => ViewerTenant, { description: 'The tenant whose records are in sight.' })
  tenant!: ViewerTenant;

  @Field(() => Role, { nullable: true, description: 'The role whose rights hold.' })
  role!: RecordRef;

  @Field(() => User, { nullable: true, description: 'The user; for a key, the one for whom it acts.' })
  user!: RecordRef | null;
}

@Resolver()
export class ViewerResolver {
  @Query(() => Viewer, { description: 'Who I am: identity, tenant and role of the credential.' })
  viewer(@Ctx() { tenant, access }: RequestContext): Viewer {
    const { kind, id, userId } = access.actor;
    const { slug, name } = tenant;
    return {
      kind: kind === 'OPERATOR' || kind === 'PLUGIN' ? 'API_KEY' : kind,
      id,
      tenant: { slug, name },
      role: ref(Role, access.role.id),
      user: userId ? ref(User, userId) : null,
    };
  }
}
