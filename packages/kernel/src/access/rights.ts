import type { RecordCatalogue } from '../records/catalogue.ts';
import {
  type Action,
  actions,
  type Grant,
  type RecordType,
  type RowScope,
  rowScopes,
  type ToldFields,
} from '../records/record-type.ts';
import { fieldNameOf } from '../records/relations.ts';
import { isSystemField } from '../records/system-fields.ts';

/** The role that may do everything; every other right is granted. */
export const ADMIN_ROLE = 'admin';
/** Key of grants that every authenticated actor has. */
export const EVERYONE = 'everyone';

/**
 * The role of whoever stands outside and serves himself: his row scope is `self`, he has the fields that a grant names
 * and no others, and what everyone may do he may not.
 */
export const SELF_ROLE = 'self';

/** What a role may do with one record type. */
export interface TypeRights {
  readonly scopes: Readonly<Partial<Record<Action, RowScope>>>;
  readonly unreadable: ReadonlySet<string>;
  readonly unwritable: ReadonlySet<string>;
}

/** What a role may do. A record type that is not in it is denied. */
export interface Rights {
  readonly unlimited: boolean;
  readonly types: ReadonlyMap<string, TypeRights>;
  /** Names of permissions. */
  readonly permissions: ReadonlySet<string>;
}

/** A grant of a role that an administrator made, as it is stored. */
export interface StoredGrant {
  readonly recordType: string;
  readonly read?: Uppercase<RowScope> | null;
  readonly create?: Uppercase<RowScope> | null;
  readonly update?: Uppercase<RowScope> | null;
  readonly delete?: Uppercase<RowScope> | null;
  readonly denyRead?: readonly string[] | null;
  readonly denyWrite?: readonly string[] | null;
}

/** Rights of a built-in role: what the record types grant it, and what they grant everyone. */
export function builtInRights(catalogue: RecordCatalogue, role: string): Rights {
  if (role === ADMIN_ROLE) return { unlimited: true, types: new Map(), permissions: new Set() };
  const permissions = catalogue.permissions.filter(({ roles }) => roles.includes(role)).map(({ name }) => name);
  return rightsOf(catalogue, (type) => type.grants[role], permissions, role !== SELF_ROLE);
}

/** Rights of a role made by an administrator. Grants on record types that are gone grant nothing. */
export function customRights(
  catalogue: RecordCatalogue,
  stored: readonly StoredGrant[],
  permissions: readonly string[],
): Rights {
  const grants = new Map(stored.map((grant) => [grant.recordType, toGrant(grant)]));
  return rightsOf(catalogue, (type) => grants.get(type.name), permissions);
}

/** Rights of a plugin that acts by itself: everything with its own records, what it declares with others. */
export function pluginRights(
  catalogue: RecordCatalogue,
  own: ReadonlySet<string>,
  declared: Readonly<Record<string, Grant>>,
  permissions: readonly string[],
): Rights {
  const everything: Grant = { read: 'all', create: 'all', update: 'all', delete: 'all' };
  return rightsOf(catalogue, (type) => (own.has(type.name) ? everything : declared[type.name]), permissions);
}

/** Names of the permissions that a role has. */
export function describePermissions({ permissions: declared }: RecordCatalogue, rights: Rights): string[] {
  return declared.map(({ name }) => name).filter((name) => rights.unlimited || rights.permissions.has(name));
}

/** Grants in the form in which they are stored and shown. */
export function describeRights(catalogue: RecordCatalogue, rights: Rights): StoredGrant[] {
  return catalogue.types.flatMap((type): StoredGrant[] => {
    const scopes = Object.fromEntries(
      actions.map((action) => {
        const scope = rights.unlimited ? 'all' : rights.types.get(type.name)?.scopes[action];
        return [action, scope ? scope.toUpperCase() : null];
      }),
    );
    if (actions.every((action) => scopes[action] === null)) return [];
    const held = rights.types.get(type.name);
    return [
      {
        recordType: type.name,
        ...scopes,
        denyRead: [...(held?.unreadable ?? [])],
        denyWrite: [...(held?.unwritable ?? [])],
      },
    ];
  });
}

function toGrant(stored: StoredGrant): Grant {
  const scopes = actions.flatMap((action) => {
    const scope = rowScopes.find((candidate) => candidate.toUpperCase() === stored[action]);
    return scope ? [[action, scope] as const] : [];
  });
  return { ...Object.fromEntries(scopes), deny: { read: stored.denyRead ?? [], write: stored.denyWrite ?? [] } };
}

function rightsOf(
  catalogue: RecordCatalogue,
  grantOf: (type: RecordType) => Grant | undefined,
  permissions: readonly string[],
  amongEveryone = true,
): Rights {
  const types = new Map<string, TypeRights>();
  for (const type of catalogue.types) {
    const own = grantOf(type);
    const shared = amongEveryone ? type.grants[EVERYONE] : undefined;
    const scopes = Object.fromEntries(
      actions.flatMap((action) => {
        const scope = wider(own?.[action], shared?.[action]);
        return scope ? [[action, scope] as const] : [];
      }),
    );
    if (Object.keys(scopes).length === 0) continue;
    types.set(type.name, {
      scopes,
      unreadable: fieldNames(type, [...(own?.deny?.read ?? []), ...others(type, own?.only?.read)]),
      unwritable: fieldNames(type, [
        ...(own?.deny?.write ?? []),
        ...(own?.deny?.read ?? []),
        ...others(type, own?.only?.write),
      ]),
    });
  }
  hideTelling(catalogue, types);
  return { unlimited: false, types, permissions: new Set(permissions) };
}

/** What tells something of a field that may not be read may not be read either. */
function hideTelling(catalogue: RecordCatalogue, types: Map<string, TypeRights>): void {
  const mayRead = ({ record, fields }: ToldFields) => {
    const told = types.get(catalogue.typeOf(record()).name);
    return told?.scopes.read !== undefined && !fields.some((name) => told.unreadable.has(name));
  };
  for (const type of catalogue.types) {
    const held = types.get(type.name);
    const telling = [...type.fields.values()].filter(({ tells }) => tells && !tells().every(mayRead));
    if (held && telling.length > 0)
      types.set(type.name, { ...held, unreadable: new Set([...held.unreadable, ...telling.map(({ name }) => name)]) });
  }
}

function wider(a: RowScope | undefined, b: RowScope | undefined): RowScope | undefined {
  if (!a || !b) return a ?? b;
  return rowScopes.indexOf(a) > rowScopes.indexOf(b) ? a : b;
}

/** The fields besides the only ones; those that every record has are never among them. */
function others(type: RecordType, only: readonly string[] | undefined): string[] {
  if (!only) return [];
  const named = fieldNames(type, only);
  return [...type.fields.values()]
    .filter((field) => !isSystemField(field) && !named.has(field.name))
    .map(({ name }) => name);
}

/** Field names of a rule; the name of a relation stands for the field that holds its id. */
function fieldNames(type: RecordType, names: readonly string[] = []): Set<string> {
  return new Set(names.map((name) => fieldNameOf(type, name)));
}
