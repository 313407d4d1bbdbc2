import { brokenRule, RapportError } from '../../errors/index.ts';
import { isDatabaseError } from '../../tenancy/index.ts';
import { foreignKeyName } from '../field.decorators.ts';
import type { ReadAccess } from '../read-access.ts';
import type { RecordType, Reference } from '../record-type.ts';
import { fieldOf } from '../relations.ts';

const UNIQUE_VIOLATION = '23505';
const FOREIGN_KEY_VIOLATION = '23503';
const CHECK_VIOLATION = '23514';
const EXCLUSION_VIOLATION = '23P01';

/** Name of the foreign key behind a reference of the type or of one of its extensions. */
function keyOf({ class: declaring, extensions }: RecordType, { field }: Reference): string {
  const [key = '', own] = field.split('.');
  const extension = own === undefined ? undefined : extensions.get(key);
  return foreignKeyName((extension?.class ?? declaring).prototype as object, own ?? field);
}

/** Says which field a constraint of the database refused, without saying more than the actor may read. */
export function translateConstraint(error: unknown, type: RecordType, access: ReadAccess, path: string): unknown {
  if (!isDatabaseError(error)) return error;
  switch (error.code) {
    case UNIQUE_VIOLATION: {
      const index = type.indexes.find(({ name, unique }) => unique && name === error.constraint);
      const field = index?.fields.find((name) => access.canRead(type, fieldOf(type, name)));
      if (index?.rule) return brokenRule(index.rule, field ? `${path}.${field}` : path);
      const what = field ? ` with the same ${field}` : '';
      return new RapportError(
        'DUPLICATE',
        `There is already a ${type.name}${what}.`,
        field ? { field: `${path}.${field}` } : {},
      );
    }
    case FOREIGN_KEY_VIOLATION: {
      const reference = [...type.references.values()].find((each) => keyOf(type, each) === error.constraint);
      const field = reference ? `${path}.${reference.field}` : undefined;
      return new RapportError('REFERENCE_NOT_FOUND', 'A record that the input refers to does not exist.', { field });
    }
    case EXCLUSION_VIOLATION: {
      const window = type.windows.find(({ exclusive }) => exclusive?.name === error.constraint);
      const by = window?.exclusive?.by.filter((field) => access.canRead(type, field)).map(({ name }) => name) ?? [];
      const field = window && `${path}.${window.from.name}`;
      if (window?.exclusive?.rule) return brokenRule(window.exclusive.rule, field ?? path);
      const what = by.length > 0 ? ` with the same ${by.join(' and ')}` : '';
      return new RapportError('WINDOW_TAKEN', `At this time there is already another ${type.name}${what}.`, { field });
    }
    case CHECK_VIOLATION:
      return new RapportError('INPUT_INVALID', `${path}: a value breaks a rule of ${type.name}.`, { field: path });
    default:
      return error;
  }
}
