import { createHash } from 'node:crypto';
import { RapportError } from '../errors/index.ts';
import { ActorValue, type LateValue } from '../records/late-value.ts';
import { allOf, anyOf, EVERYTHING, NOTHING, type Predicate } from '../records/predicate.ts';
import type { ReadAccess } from '../records/read-access.ts';
import { type Action, type Field, ownersOf, type RecordType, type RowScope } from '../records/record-type.ts';
import { recordTypeOf } from '../records/registry.ts';
import { fieldOf } from '../records/relations.ts';
import type { Actor, ActorRole } from './actor.ts';
import type { Permission } from './permission.ts';
import type { Rights } from './rights.ts';

const USER_ID = new ActorValue('userId');
const TEAM_IDS = new ActorValue('teamIds');
const TERRITORY_IDS = new ActorValue('territoryIds');
const RECORD_ID = new ActorValue('recordId');

/** An actor with the rights of his role: the one place that decides on rows, fields and actions. */
export class Access implements ReadAccess {
  readonly actor: Actor;
  readonly role: ActorRole;
  private readonly rights: Rights;
  private readonly plugins: string;
  private knownFieldView: string | undefined;
  private knownRightsKey: string | undefined;

  /** `plugins`: key of the composition whose record types they are rights to. */
  constructor(actor: Actor, role: ActorRole, rights: Rights, plugins: string) {
    this.actor = actor;
    this.role = role;
    this.rights = rights;
    this.plugins = plugins;
  }

  /** The same actor with every right. */
  get unlimited(): Access {
    return new Access(
      this.actor,
      this.role,
      { unlimited: true, types: new Map(), permissions: new Set() },
      this.plugins,
    );
  }

  /** The same rights under another name: in the journal stands what acted. */
  actingAs(id: string): Access {
    return new Access({ ...this.actor, kind: 'PLUGIN', id }, this.role, this.rights, this.plugins);
  }

  scope(type: RecordType, action: Action): Predicate {
    const scope = this.scopeName(type, action);
    return scope ? this.predicate(type, scope) : NOTHING;
  }

  allows(type: RecordType, action: Action): boolean {
    return this.scopeName(type, action) !== undefined;
  }

  require(type: RecordType, action: Action): void {
    if (this.allows(type, action)) return;
    throw new RapportError('FORBIDDEN', `The role "${this.role.key}" may not ${action} ${type.name} records.`, {
      recordType: type.name,
      action,
    });
  }

  may({ name }: Permission): boolean {
    return this.rights.unlimited || this.rights.permissions.has(name);
  }

  requirePermission(permission: Permission): void {
    if (this.may(permission)) return;
    const { name } = permission;
    throw new RapportError('FORBIDDEN', `The role "${this.role.key}" lacks the permission ${name}.`, {
      permission: name,
    });
  }

  canRead(type: RecordType, field: Field): boolean {
    return !this.rights.types.get(type.name)?.unreadable.has(field.name);
  }

  canWrite(type: RecordType, field: Field): boolean {
    return !this.rights.types.get(type.name)?.unwritable.has(field.name);
  }

  /** Whether nothing of any record is hidden from him. */
  get seesAllFields(): boolean {
    return this.rights.unlimited && this.rights.types.size === 0;
  }

  /** Equal for actors who see the same fields and the same types in timelines: they share one schema. */
  get fieldView(): string {
    this.knownFieldView ??= this.hashView();
    return this.knownFieldView;
  }

  /** Equal for actors whose questions become the same statements: only the ids of their scopes differ. */
  get rightsKey(): string {
    this.knownRightsKey ??= this.hashRights();
    return this.knownRightsKey;
  }

  /** Whether who he is, and not only his role, decides on the rows that he reads. */
  private get readsByActor(): boolean {
    return [...this.rights.types.values()].some(({ scopes }) => scopes.read !== undefined && scopes.read !== 'all');
  }

  /** Equal for actors who are told the same of every record: where row scopes look at who they are, for none but himself. */
  get readerKey(): string {
    const { userId, teamIds, territoryIds, recordId } = this.actor;
    return JSON.stringify([this.rightsKey, this.readsByActor && [userId, teamIds, territoryIds, recordId]]);
  }

  private hashRights(): string {
    const { userId, teamIds, territoryIds, recordId } = this.actor;
    const scopes = [...this.rights.types].map(([name, rights]) => [name, Object.entries(rights.scopes).sort()]);
    const parts = [
      this.rights.unlimited,
      scopes.sort(),
      this.fieldView,
      userId !== undefined,
      teamIds.length > 0,
      territoryIds.length > 0,
      recordId?.split('_', 1)[0],
    ];
    return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
  }

  private hashView(): string {
    const readable = this.rights.unlimited
      ? 'all'
      : [...this.rights.types].flatMap(([name, { scopes }]) => (scopes.read ? [name] : [])).sort();
    const rules = [...this.rights.types]
      .map(([name, { unreadable, unwritable }]) => [name, [...unreadable].sort(), [...unwritable].sort()] as const)
      .filter(([, unreadable, unwritable]) => unreadable.length > 0 || unwritable.length > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return createHash('sha256')
      .update(JSON.stringify([this.plugins, readable, rules]))
      .digest('hex');
  }

  private scopeName(type: RecordType, action: Action): RowScope | undefined {
    return this.rights.unlimited ? 'all' : this.rights.types.get(type.name)?.scopes[action];
  }

  /** The record that stands for the actor, and what belongs to it. */
  private ofSelf(type: RecordType): Predicate {
    const { recordId } = this.actor;
    if (recordId === undefined) return NOTHING;
    if (recordId.startsWith(`${type.prefix}_`)) return isRecord(type, 'id');
    const through = throughOf(type);
    if (through && recordId.startsWith(`${through.target.prefix}_`)) return isRecord(type, through.reference.field);
    return belongsThrough(type, (target) => this.ofSelf(target));
  }

  private predicate(type: RecordType, scope: RowScope): Predicate {
    if (scope === 'all') return EVERYTHING;
    if (scope === 'self') return this.ofSelf(type);
    if (scope === 'public') return ofEverybody(type);
    const { team, territory } = type.ownership;
    const { userId, teamIds, territoryIds } = this.actor;
    const alternatives = userId ? ownersOf(type.ownership).map((owner) => refersTo(type, owner, 'eq', USER_ID)) : [];
    if (scope === 'team' && teamIds.length > 0) alternatives.push(refersTo(type, team, 'in', TEAM_IDS));
    if (scope === 'territory' && territoryIds.length > 0)
      alternatives.push(refersTo(type, territory, 'in', TERRITORY_IDS));
    alternatives.push(belongsThrough(type, (target) => this.predicate(target, scope)));
    return anyOf(...alternatives.filter((alternative) => alternative !== NOTHING));
  }
}

function throughOf({ ownership: { through = '' }, references }: RecordType) {
  const reference = references.get(through);
  return reference && { reference, target: recordTypeOf(reference.target()) };
}

/** The record whose ownership counts for this one lies within reach. */
function belongsThrough(type: RecordType, reach: (target: RecordType) => Predicate): Predicate {
  const through = throughOf(type);
  const of = through ? reach(through.target) : NOTHING;
  return through && of !== NOTHING ? { kind: 'one', ...through, of, unscoped: true } : NOTHING;
}

/** Records that are for everybody; of other types there are none. */
function ofEverybody(type: RecordType): Predicate {
  if (!type.publicWhere) return NOTHING;
  const conditions = Object.entries(type.publicWhere).map(
    ([name, value]): Predicate => ({
      kind: 'leaf',
      field: fieldOf(type, name),
      operator: 'eq',
      value,
      path: `row scope of ${type.name}`,
    }),
  );
  return allOf(...conditions);
}

function isRecord(type: RecordType, fieldName: string): Predicate {
  const field = fieldOf(type, fieldName);
  return { kind: 'leaf', field, operator: 'eq', value: RECORD_ID, path: `row scope of ${type.name}` };
}

function refersTo(
  type: RecordType,
  referenceName: string | undefined,
  operator: 'eq' | 'in',
  value: LateValue,
): Predicate {
  const reference = referenceName === undefined ? undefined : type.references.get(referenceName);
  const field = reference && type.fields.get(reference.field);
  return field ? { kind: 'leaf', field, operator, value, path: `row scope of ${type.name}` } : NOTHING;
}
