import type { Field } from './record-type.ts';

const systemFields = new Set(['id', 'version', 'createdAt', 'updatedAt', 'deletedAt']);

/** Fields that every record has and that the record layer writes itself. */
export function isSystemField({ name }: Field): boolean {
  return systemFields.has(name);
}
