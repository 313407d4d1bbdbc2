import { Field as GraphQLField, ObjectType } from 'type-graphql';
import type { FieldKind } from '../field-kind.ts';
import { reject } from './reject.ts';

export const MAX_SECRET_LENGTH = 4_000;

/** All that the API tells of a secret. */
@ObjectType('SecretState', {
  description: 'Whether there is a secret. Nothing shows the secret itself.',
  simpleResolvers: true,
})
export class SecretState {
  @GraphQLField(() => Boolean, { description: 'Whether it was set.' })
  isSet!: boolean;
}

/** A text that is encrypted where it lies. It is written, and read by code alone: never shown, compared or told. */
export const secret: FieldKind = {
  name: 'secret',
  columns: [{ suffix: '', type: 'text', collation: 'C' }],
  output: () => () => SecretState,
  isAlwaysShown: true,
  inputType: () => 'String',
  operators: [],
  orderable: false,
  grouping: 'none',
  measures: [],
  accept: (value, field, path, { conceal }) => {
    if (typeof value !== 'string' || value === '' || !value.isWellFormed()) reject(path, 'must be a text.');
    const length = [...value].length;
    const { maxLength = MAX_SECRET_LENGTH } = field;
    if (length > maxLength) reject(path, `has ${length} characters; at most ${maxLength} are allowed.`);
    if (!conceal) throw new Error(`${path}: no secret can be kept here.`);
    return [conceal(value, field)];
  },
  comparable: () => [],
  show: ([box]) => (box == null ? null : { isSet: true }),
  json: { shape: 'composite', type: 'SecretState', parts: { isSet: ([box]) => `(${box} is not null)::text` } },
};
