import { type RecordClass, recordTypeOf, type UnitOfWork } from '@rapport/sdk';

/** Relations that a path may follow: more of them says nothing of the record any more. */
const MAX_STEPS = 4;
type RecordTypeOf = ReturnType<typeof recordTypeOf>;

/** Why a path leads to no value of such records; undefined where it does. */
export function pathProblem(type: RecordTypeOf, path: string): string | undefined {
  const names = path.split('.');
  if (names.length > MAX_STEPS) return `goes over more than ${MAX_STEPS - 1} relations.`;
  let at = type;
  for (const name of names.slice(0, -1)) {
    const reference = at.references.get(name);
    if (!reference) return `names "${name}", which is no relation of ${at.name}.`;
    at = recordTypeOf(reference.target());
  }
  const last = names.at(-1) ?? '';
  if (at.fields.has(last)) return undefined;
  return `names "${last}", which is no field of ${at.name}.`;
}

/** The value to which a path leads, as text, as far as the actor may see it; undefined where there is none. */
export async function valueAt(
  work: UnitOfWork,
  record: RecordClass,
  id: string,
  path: string,
): Promise<string | undefined> {
  const type = recordTypeOf(record);
  const [name = '', ...rest] = path.split('.');
  const reference = rest.length > 0 ? type.references.get(name) : undefined;
  const field = type.fields.get(reference?.field ?? name);
  const { access } = work.context;
  if (!field || !access.allows(type, 'read') || !access.canRead(type, field)) return undefined;
  const [row] = await work.find(record, { filter: { id: { eq: id } }, fields: [field.name] });
  const value = row?.[field.name];
  if (value == null) return undefined;
  return reference ? valueAt(work, reference.target(), String(value), rest.join('.')) : textOf(value);
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  if ('amount' in value && 'currency' in value) return `${String(value.amount)} ${String(value.currency)}`;
  return JSON.stringify(value);
}
