import { Extensions, FieldResolver } from 'type-graphql';
import { NEEDS } from '../records/plan/planner.ts';

export interface ComputedOptions {
  readonly description: string;
  readonly nullable?: boolean;
  /**
   * Fields of the record that the resolver reads. They are fetched with the record, whatever is selected;
   * whoever may not read one of them does not see the computed field.
   */
  readonly needs: readonly string[];
}

/** Declares a field of a record type that code computes; the method gets the record with the fields it needs. */
export function Computed(
  type: () => unknown,
  { description, nullable = false, needs }: ComputedOptions,
): MethodDecorator {
  return (prototype, key, descriptor) => {
    FieldResolver(type as () => never, { description, nullable })(prototype, key, descriptor as PropertyDescriptor);
    Extensions({ [NEEDS]: needs })(prototype, key, descriptor as PropertyDescriptor);
  };
}
