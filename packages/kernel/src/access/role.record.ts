import { Field, InputType, ObjectType } from 'type-graphql';
import { field } from '../records/field.decorators.ts';
import { enumeration } from '../records/kinds/index.ts';
import { Record, RecordBase } from '../records/record.decorator.ts';

export const RowScope = enumeration('RowScope', 'Which records a right reaches.', {
  SELF: 'The record that stands for the actor himself, and what belongs to it: self-service only.',
  PUBLIC: 'Records that are for everybody, of types that have such: published articles for customers, for example.',
  OWN: 'Records whose owner is the actor.',
  TEAM: "Own records, and those of the actor's team and the teams below it.",
  TERRITORY: "Own records, and those in the actor's territory and the territories within it.",
  ALL: 'All records of the tenant.',
});

@ObjectType('RoleGrant', {
  description: 'What a role may do with one record type. What is not said is denied.',
  simpleResolvers: true,
})
export class RoleGrant {
  @Field(() => String, { description: 'Name of the record type, for example `Customer`.' })
  recordType!: string;

  @Field(() => RowScope, { nullable: true, description: 'Records it may read.' })
  read!: keyof typeof RowScope | null;

  @Field(() => RowScope, {
    nullable: true,
    description: 'Records it may create: the new record must lie within the scope.',
  })
  create!: keyof typeof RowScope | null;

  @Field(() => RowScope, {
    nullable: true,
    description: 'Records it may change; the result must lie within the scope too.',
  })
  update!: keyof typeof RowScope | null;

  @Field(() => RowScope, { nullable: true, description: 'Records it may delete and restore.' })
  delete!: keyof typeof RowScope | null;

  @Field(() => [String], { description: 'Fields that it may neither read nor write; to the role they do not exist.' })
  denyRead!: string[];

  @Field(() => [String], { description: 'Fields that it may read but not write.' })
  denyWrite!: string[];
}

@InputType('RoleGrantInput', { description: 'What a role may do with one record type. What is not said is denied.' })
export class RoleGrantInput {
  @Field(() => String, { description: 'Name of the record type, for example `Customer`.' })
  recordType!: string;

  @Field(() => RowScope, { nullable: true, description: 'Records it may read.' })
  read?: keyof typeof RowScope | null;

  @Field(() => RowScope, { nullable: true, description: 'Records it may create.' })
  create?: keyof typeof RowScope | null;

  @Field(() => RowScope, { nullable: true, description: 'Records it may change.' })
  update?: keyof typeof RowScope | null;

  @Field(() => RowScope, { nullable: true, description: 'Records it may delete and restore.' })
  delete?: keyof typeof RowScope | null;

  @Field(() => [String], { defaultValue: [], description: 'Fields that it may neither read nor write.' })
  denyRead?: string[];

  @Field(() => [String], { defaultValue: [], description: 'Fields that it may read but not write.' })
  denyWrite?: string[];
}

/** A set of rights. Every user and every API key has exactly one. */
@Record({
  prefix: 'rol',
  description:
    'A set of rights; every user and every API key has exactly one. Whoever may change roles can grant himself anything.',
  unique: [['key']],
  grants: { everyone: { read: 'all' } },
})
export class Role extends RecordBase {
  @field.text({
    description: 'Short name by which it is referred to, for example `seller`; unique in the tenant.',
    maxLength: 50,
    writable: 'create',
  })
  key!: string;

  @field.text({ description: 'Name shown to people.', maxLength: 200, order: true })
  name!: string;

  @field.boolean({
    description: 'It comes with the product: its rights follow the installed plugins and cannot be changed.',
    default: false,
    writable: 'never',
  })
  builtIn!: boolean;

  @field.embedded(
    { output: RoleGrant, input: RoleGrantInput, inputName: 'RoleGrantInput', list: true },
    { description: 'Rights that an administrator gave it; `effectiveGrants` says what holds.', default: [] },
  )
  grants!: RoleGrant[];

  @field.texts({
    description: 'Permissions that an administrator gave it, such as `loyalty.adjustPoints`.',
    maxLength: 100,
    nullable: true,
  })
  permissions!: string[] | null;
}
