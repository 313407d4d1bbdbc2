import { RapportError } from '../errors/index.ts';
import { EVERYTHING, type Predicate } from '../records/predicate.ts';
import { decodeId } from '../records/record-id.ts';
import type { Action, Field, RecordType } from '../records/record-type.ts';
import { recordTypeOf } from '../records/registry.ts';
import { fieldOf } from '../records/relations.ts';
import { PredicateSql } from '../records/sql/predicate-sql.ts';
import { RowSource } from '../records/sql/row-source.ts';
import { StatementBuilder } from '../records/sql/statement-builder.ts';
import type { ColumnValues } from '../records/write/input.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** The fields that say whose a record is, where its type has them. */
function ownershipFields(type: RecordType): { readonly owner?: Field; readonly team?: Field } {
  const fieldFor = (reference: string | undefined) => {
    const found = reference === undefined ? undefined : type.references.get(reference);
    return found && fieldOf(type, found.field);
  };
  const owner = fieldFor(type.ownership.owner);
  const team = fieldFor(type.ownership.team);
  return { ...(owner && { owner }), ...(team && { team }) };
}

/** A record created without an owner belongs to its creator. */
export function withDefaultOwner(work: UnitOfWork, type: RecordType, values: ColumnValues): ColumnValues {
  const { owner } = ownershipFields(type);
  const { userId } = work.context.access.actor;
  if (!owner?.target || !userId || values.has(owner)) return values;
  return new Map([...values, [owner, [decodeId(recordTypeOf(owner.target()), userId, owner.name)]]]);
}

/** A record follows its owner into his team, unless a team is given with it. */
export async function withOwnersTeam(
  work: UnitOfWork,
  type: RecordType,
  rows: readonly ColumnValues[],
): Promise<ColumnValues[]> {
  const { owner, team } = ownershipFields(type);
  if (!owner?.target || !team) return [...rows];
  const followers = rows.filter((values) => typeof values.get(owner)?.[0] === 'string' && !values.has(team));
  if (followers.length === 0) return [...rows];
  const ownerType = recordTypeOf(owner.target());
  const ownersTeam = [...ownerType.references.values()].find(({ target }) => target() === team.target?.());
  if (!ownersTeam) return [...rows];

  const statement = new StatementBuilder(work.context.tenant.id);
  const source = new RowSource(ownerType, statement.alias());
  const owners = statement.parameter([...new Set(followers.map((values) => values.get(owner)?.[0]))], 'uuid[]');
  const found = await work.run<{ id: string; team: string | null }>(
    statement.build(
      `select ${source.column('id')} as id, ${source.field(ownersTeam.field)} as team from ${source.table} ${source.alias} where ${source.column('tenant_id')} = ${statement.tenant} and ${source.column('id')} = any(${owners})`,
    ),
  );
  const teams = new Map(found.map(({ id, team: uuid }) => [id, uuid]));
  return rows.map((values) => {
    if (!followers.includes(values)) return values;
    return new Map([...values, [team, [teams.get(String(values.get(owner)?.[0])) ?? null]]]);
  });
}

/** SQL that is true when a written row lies within what the actor may write; a row scope also holds for the result. */
export function withinScope(
  work: UnitOfWork,
  type: RecordType,
  action: Action,
  statement: StatementBuilder,
  alias: string,
): string {
  const scope: Predicate = work.context.access.scope(type, action);
  if (scope === EVERYTHING) return 'true';
  return new PredicateSql(statement, work.context.access).condition(scope, new RowSource(type, alias)) ?? 'true';
}

export function refuseOutOfScope(work: UnitOfWork, type: RecordType, action: Action): never {
  throw new RapportError(
    'FORBIDDEN',
    `The role "${work.context.access.role.key}" may not ${action} this ${type.name}: it is outside its row scope.`,
    {
      recordType: type.name,
      action,
    },
  );
}
