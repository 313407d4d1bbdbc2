import { describe, expect, test } from '@jest/globals';
import { buildSchema, type GraphQLError, parse, validate } from 'graphql';
import { suggesting } from './suggestion.ts';

const schema = buildSchema(`
  input CustomerFilter { name: String }
  type Customer { id: ID! name: String }
  type Query { customers(filter: CustomerFilter): [Customer!]! customer(id: ID!): Customer interactions: [Customer!]! }
`);

function hintFor(document: string): unknown {
  const [problem] = validate(schema, parse(document), undefined, { hideSuggestions: true });
  return suggesting(problem as GraphQLError, schema).extensions.hint;
}

describe('a name that is not in the schema', () => {
  test.each([
    ['a field of the root', '{ custmers { id } }', 'Did you mean `customers`?'],
    ['a field of a record', '{ customers { nmae } }', 'Did you mean `name`?'],
    ['a field in other letters', '{ CUSTOMERS { id } }', 'Did you mean `customers`?'],
    [
      'a type',
      'query($filter: CustomersFilter) { customers(filter: $filter) { id } }',
      'Did you mean `CustomerFilter`?',
    ],
    ['a type of a fragment', '{ customers { ... on Custommer { id } } }', 'Did you mean `Customer`?'],
  ])('that is nearly %s brings that one as a hint', (_what, document, hint) => {
    expect(hintFor(document)).toBe(hint);
  });

  test('that is like no other one brings none', () => {
    expect(hintFor('{ weather { id } }')).toBeUndefined();
  });
});
