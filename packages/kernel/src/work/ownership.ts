import { User } from '../access/user.record.ts';
import { RapportError } from '../errors/index.ts';
import { allOf } from '../records/predicate.ts';
import { decodeId } from '../records/record-id.ts';
import { type Action, type Field, ownersOf, type RecordType } from '../records/record-type.ts';
import { recordTypeOf } from '../records/registry.ts';
import { fieldOf } from '../records/relations.ts';
import { PredicateSql } from '../records/sql/predicate-sql.ts';
import { RowSource } from '../records/sql/row-source.ts';
import type { StatementBuilder } from '../records/sql/statement-builder.ts';
import type { ColumnValues } from '../records/write/input.ts';
import type { UnitOfWork } from './unit-of-work.ts';

type Writer = Pick<UnitOfWork, 'context' | 'run'>;

/** The fields that say whose a record is, where its type has them. */
function ownershipFields(type: RecordType): { readonly owner?: Field; readonly team?: Field } {
  const fieldFor = (reference: string | undefined) => {
    const found = reference === undefined ? undefined : type.references.get(reference);
    return found && fieldOf(type, found.field);
  };
  const owner = fieldFor(ownersOf(type.ownership)[0]);
  const team = fieldFor(type.ownership.team);
  return { ...(owner && { owner }), ...(team && { team }) };
}

/** A record created without an owner belongs to its creator; he also stands wherever the type says so. */
export function withCreator(work: Writer, type: RecordType, given: ColumnValues): ColumnValues {
  const { owner } = ownershipFields(type);
  const { userId } = work.context.access.actor;
  const missing = [...type.fields.values()].filter((field) => (field === owner || field.orActor) && !given.has(field));
  if (!userId || missing.length === 0) return given;
  const uuid = decodeId(recordTypeOf(User), userId, 'userId');
  return new Map([...given, ...missing.map((field) => [field, [uuid]] as const)]);
}

/** A record follows the owner that it is given into his team, unless a team is given with him. */
export async function withOwnersTeam(
  work: Writer,
  type: RecordType,
  rows: readonly ColumnValues[],
): Promise<ColumnValues[]> {
  const { owner, team } = ownershipFields(type);
  if (!owner || !team) return [...rows];
  const ownerOf = (values: ColumnValues) => values.get(owner)?.[0] as string | null | undefined;
  const followers = new Set(rows.filter((values) => ownerOf(values) != null && !values.has(team)));
  if (followers.size === 0) return [...rows];
  const found = await work.run<{ id: string; team_id: string | null }>({
    text: `
select u.id, t.id as team_id from user_account u
left join team t on t.tenant_id = u.tenant_id and t.id = u.team_id and t.deleted_at is null
where u.tenant_id = $1 and u.id = any($2::uuid[])`,
    values: [work.context.tenant.id, [...new Set([...followers].map(ownerOf))]],
  });
  const teams = new Map(found.map(({ id, team_id }) => [id, team_id]));
  return rows.map((values) => {
    if (!followers.has(values)) return values;
    return new Map([...values, [team, [teams.get(String(ownerOf(values))) ?? null]]]);
  });
}

/**
 * SQL that is true when a written row lies within what the actor may write and within what he may read:
 * nobody writes what he would not find again. A row scope also holds for the result of a change.
 */
export function withinScope(
  work: Writer,
  type: RecordType,
  action: Action,
  statement: StatementBuilder,
  alias: string,
): string {
  const { access } = work.context;
  const scope = allOf(access.scope(type, action), access.scope(type, 'read'));
  return new PredicateSql(statement, access).condition(scope, new RowSource(type, alias)) ?? 'true';
}

export function requireWrite(work: Writer, type: RecordType, action: Action): void {
  work.context.access.require(type, action);
  work.context.access.require(type, 'read');
}

export function refuseOutOfScope(work: Writer, type: RecordType, action: Action): never {
  throw new RapportError(
    'FORBIDDEN',
    `The role "${work.context.access.role.key}" may not ${action} this ${type.name}: it is outside its row scope.`,
    { recordType: type.name, action },
  );
}
