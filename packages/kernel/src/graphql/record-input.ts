import { Field as GraphQLField, InputType } from 'type-graphql';
import type { RecordClass, RecordType } from '../records/record-type.ts';
import { recordTypeOf } from '../records/registry.ts';
import { inputFields } from '../records/write/input.ts';

const recordInputs = new Map<string, RecordType>();

/**
 * Declares an input type with the fields that a new record may be given, none of them required: for commands of a module
 * that make such records. A role does not see those that it may not write.
 */
export function RecordInputType(name: string, record: RecordClass, description: string): ClassDecorator {
  return (target) => {
    const type = recordTypeOf(record);
    for (const field of inputFields(type, 'create')) {
      const value = field.kind.inputClass?.(field);
      const output = value ? () => value : field.kind.output(field);
      const options = { nullable: true, description: field.description };
      GraphQLField(output as () => never, options)(target.prototype as object, field.name);
    }
    InputType(name, { description })(target);
    recordInputs.set(name, type);
  };
}

/** The record type whose fields an input type has; undefined for other input types. */
export const recordOfInput = (name: string): RecordType | undefined => recordInputs.get(name);
