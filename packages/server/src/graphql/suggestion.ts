import { distance } from 'fastest-levenshtein';
import { GraphQLError, type GraphQLNamedType, type GraphQLSchema } from 'graphql';

/** More wrong letters than one and this share of a name make another name. */
const WRONG_SHARE = 0.4;

const UNKNOWN_TYPE = /^Unknown type "(\w+)"/;
const UNKNOWN_FIELD = /^Cannot query field "(\w+)" on type "(\w+)"/;

/**
 * An error about a name that is not in the schema gets the name that the caller may have meant as its hint. graphql-js tells it too,
 * and takes up to 50 ms for each name that is not among thousands of types: short questions could keep a process busy.
 */
export function suggesting<Problem>(problem: Problem, schema: GraphQLSchema): Problem {
  if (!(problem instanceof GraphQLError)) return problem;
  const hint = suggestionFor(problem.message, schema);
  if (hint) Object.assign(problem.extensions, { hint });
  return problem;
}

function suggestionFor(message: string, schema: GraphQLSchema): string | undefined {
  const [, typeName] = UNKNOWN_TYPE.exec(message) ?? [];
  if (typeName) return suggest(typeName, Object.keys(schema.getTypeMap()));
  const [, field, parent] = UNKNOWN_FIELD.exec(message) ?? [];
  return field && parent ? suggest(field, fieldsOf(schema.getType(parent))) : undefined;
}

function fieldsOf(type: GraphQLNamedType | undefined): readonly string[] {
  return type && 'getFields' in type ? Object.keys(type.getFields()) : [];
}

function suggest(wrong: string, names: readonly string[]): string | undefined {
  let least = Math.floor(wrong.length * WRONG_SHARE) + 2;
  let nearest: string | undefined;
  const small = wrong.toLowerCase();
  for (const name of names) {
    if (Math.abs(name.length - wrong.length) >= least) continue;
    const letters = distance(small, name.toLowerCase());
    if (letters >= least) continue;
    least = letters;
    nearest = name;
  }
  return nearest && `Did you mean \`${nearest}\`?`;
}
