import type { ReadAccess } from './read-access.ts';
import type { Collection, Field, RecordType, Reference } from './record-type.ts';

export function fieldOf(type: Pick<RecordType, 'name' | 'fields'>, name: string): Field {
  const field = type.fields.get(name);
  if (!field) throw new Error(`${type.name} has no field ${name}.`);
  return field;
}

/** The name of a relation stands for the field that holds its ids; every other name for itself. */
export function fieldNameOf(
  { references, referenceLists }: Pick<RecordType, 'references' | 'referenceLists'>,
  name: string,
): string {
  return references.get(name)?.field ?? referenceLists.get(name)?.field ?? name;
}

/** A relation shows what its id field holds, so whoever may not read that field may not follow it. */
export function canFollow(access: Pick<ReadAccess, 'canRead'>, type: RecordType, reference: Reference): boolean {
  return access.canRead(type, fieldOf(type, reference.field));
}

/** Nor backwards: the other side of the relation would tell the same. */
export function canFollowBack(
  access: Pick<ReadAccess, 'canRead'>,
  { target, field }: Pick<Collection, 'target' | 'field'>,
): boolean {
  return access.canRead(target, field);
}

/** Column that names the record that took the place of this one; undefined where none ever does. */
export function successorColumn(type: RecordType): string | undefined {
  return type.supersededBy && fieldOf(type, type.supersededBy.field).columns[0];
}
