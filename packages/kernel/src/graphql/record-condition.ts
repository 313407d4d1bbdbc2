import { coerceInputValue, isInputObjectType } from 'graphql';
import type { Access } from '../access/access.ts';
import { RapportError } from '../errors/index.ts';
import type { RecordCondition } from '../events/event-view.ts';
import type { Composition } from '../plugins/composition.ts';
import { type FilterInput, FilterReader } from '../records/filter.ts';

/** Whoever has a condition, and what he works with. */
interface Reader {
  readonly access: Access;
  readonly composition: Composition;
}

/**
 * A condition on records that came as JSON, in the form of the filter of their list. Throws FILTER_INVALID when the
 * reader could not ask his list for it.
 */
export function readCondition(
  { access, composition }: Reader,
  typeName: string,
  filter: unknown,
  path: string,
): RecordCondition {
  const type = composition.catalogue.find(typeName);
  const input = type && access.allows(type, 'read') && composition.schemaFor(access).getType(`${typeName}Filter`);
  if (!type || !isInputObjectType(input)) refuse(`${path}.type`, `there are no ${typeName} records in sight.`);
  const coerced = coerceInputValue(filter, input, (at, _value, error) => {
    refuse([`${path}.filter`, ...at].join('.'), error.message);
  });
  return {
    type,
    filter: new FilterReader(composition.catalogue, access).read(type, coerced as FilterInput, `${path}.filter`),
  };
}

function refuse(field: string, problem: string): never {
  throw new RapportError('FILTER_INVALID', `${field}: ${problem}`, { field });
}
