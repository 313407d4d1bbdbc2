/**
 * What plugins declare GraphQL with. They take it from here and not from type-graphql itself:
 * two copies of it in one installation would each know half of the schema.
 */
export {
  Arg,
  Args,
  ArgsType,
  Ctx,
  createUnionType,
  Field,
  FieldResolver,
  Float,
  ID,
  InputType,
  Int,
  InterfaceType,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
