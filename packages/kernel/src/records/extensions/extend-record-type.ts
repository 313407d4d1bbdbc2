import { PluginError } from '../../errors/index.ts';
import { constantCase, flatName, pascalCase, pluginKey, snakeCase } from '../naming.ts';
import { declaredIndexes } from '../record.decorator.ts';
import type {
  Extension,
  Field,
  Grant,
  Index,
  RecordClass,
  RecordType,
  Reference,
  ReferenceList,
  Share,
} from '../record-type.ts';
import { recordTypeOf } from '../registry.ts';
import { fieldNameOf, fieldOf } from '../relations.ts';
import { extensionDeclarationOf } from './extension.decorator.ts';

/** An extension class, and the id of the plugin that declares it. */
export interface DeclaredExtension {
  readonly plugin: string;
  readonly class: RecordClass;
  /** Where its rows lie in a table of the machine, instead of one of the plugin's own. */
  readonly shared?: { readonly key: string; readonly table: string; readonly share: Share };
}

/** Postgres cuts longer names off. */
const MAX_NAME_BYTES = 63;
/** Where fields stand that tenants add. */
export const CUSTOM = 'custom';

/** Name of the table with the fields that a plugin adds to records of this type. */
const tableOf = (plugin: string, type: RecordType): string => `${plugin.replaceAll('-', '_')}_${snakeCase(type.name)}`;

/** The extension as its class declares it. */
export function readExtension({ plugin, class: extensionClass, shared }: DeclaredExtension): Extension {
  const { target, options, fields, references, referenceLists } = extensionDeclarationOf(extensionClass);
  const type = recordTypeOf(target());
  const table = shared?.table ?? tableOf(plugin, type);
  const extension: Extension = {
    key: shared?.key ?? pluginKey(plugin),
    plugin,
    class: extensionClass,
    name: extensionClass.name,
    table,
    description: options.description,
    fields,
    references,
    referenceLists,
    indexes: declaredIndexes(table, new Map([['id', fieldOf(type, 'id')], ...fields]), options),
    deny: options.deny ?? {},
    ...(shared && { share: shared.share }),
  };
  assertSound(extension, type);
  return extension;
}

/** Extensions by the record type that they extend. */
export function extensionsByTarget(declared: readonly DeclaredExtension[]): Map<RecordType, Extension[]> {
  const found = new Map<RecordType, Extension[]>();
  for (const each of declared) {
    const type = recordTypeOf(extensionDeclarationOf(each.class).target());
    found.set(type, [...(found.get(type) ?? []), readExtension(each)]);
  }
  return found;
}

/** The record type with what plugins add to it. */
export function extendRecordType(type: RecordType, added: readonly Extension[]): RecordType {
  if (added.length === 0) return type;
  const extensions = new Map<string, Extension>();
  for (const extension of added) {
    const { key, plugin, name } = extension;
    const other = extensions.get(key);
    if (other)
      refuse(extension, `extends ${type.name} twice: by ${other.name} and ${name}.`, 'Put all fields into one class.');
    if (type.fields.has(key) || type.references.has(key) || type.referenceLists.has(key))
      refuse(extension, `extends ${type.name}, which has "${key}" already.`, `Give the plugin "${plugin}" another id.`);
    const flat = [...extension.fields.values()].find(({ name: own }) => type.fields.has(flatName(`${key}.${own}`)));
    if (flat)
      refuse(
        extension,
        `adds ${key}.${flat.name}, of which aggregates could not tell ${flatName(`${key}.${flat.name}`)}.`,
        'Rename the field.',
      );
    extensions.set(key, extension);
  }
  return {
    ...type,
    extensions,
    fields: new Map([...type.fields, ...added.flatMap(qualifiedFields)]),
    references: new Map([...type.references, ...added.flatMap(qualifiedReferences)]),
    referenceLists: new Map([...type.referenceLists, ...added.flatMap(qualifiedLists)]),
    indexes: [...type.indexes, ...added.flatMap(qualifiedIndexes)],
    grants: added.reduce(withDenials, type.grants),
  };
}

function qualifiedFields({ key, fields }: Extension): [string, Field][] {
  return [...fields.values()].map((field) => {
    const name = `${key}.${field.name}`;
    const qualified: Field = {
      ...field,
      name,
      columns: field.columns.map((column) => `${key}.${column}`),
      orders: field.orders.map((order) => ({ ...order, name: `${constantCase(key)}_${order.name}` })),
      extension: { key, name: field.name },
    };
    return [name, qualified];
  });
}

function qualifiedReferences({ key, references }: Extension): [string, Reference][] {
  return [...references.values()].map((reference) => {
    const name = `${key}.${reference.name}`;
    return [name, { ...reference, name, field: `${key}.${reference.field}` }];
  });
}

function qualifiedLists({ key, referenceLists }: Extension): [string, ReferenceList][] {
  return [...referenceLists.values()].map((list) => {
    const name = `${key}.${list.name}`;
    return [name, { ...list, name, field: `${key}.${list.field}` }];
  });
}

function qualifiedIndexes({ key, indexes }: Extension): Index[] {
  return indexes.map((index) => ({
    ...index,
    extension: key,
    columns: index.columns.map((each) => (each.column === 'id' ? each : { ...each, column: `${key}.${each.column}` })),
    fields: index.fields.map((name) => `${key}.${name}`),
  }));
}

function withDenials(grants: RecordType['grants'], { key, deny }: Extension): RecordType['grants'] {
  const qualified = (names: readonly string[] = []) => names.map((name) => `${key}.${name}`);
  const entries = Object.entries(grants).map(([role, grant]): [string, Grant] => {
    const { read, write } = deny[role] ?? {};
    const denied = {
      read: [...(grant.deny?.read ?? []), ...qualified(read)],
      write: [...(grant.deny?.write ?? []), ...qualified(write)],
    };
    return [role, denied.read.length + denied.write.length > 0 ? { ...grant, deny: denied } : grant];
  });
  return Object.fromEntries(entries);
}

function assertSound(extension: Extension, type: RecordType): void {
  const { key, name, table, fields, references, indexes, deny } = extension;
  if (key === CUSTOM)
    refuse(extension, `extends ${type.name} under "${CUSTOM}", where fields of tenants stand.`, 'Give it another id.');
  if (fields.size === 0)
    refuse(extension, `extends ${type.name} by ${name}, which has no fields.`, 'Declare at least one with `@field`.');
  if (!name.startsWith(pascalCase(key)))
    refuse(extension, `names its extension "${name}".`, `Begin the name of the class with "${pascalCase(key)}".`);
  for (const { name: field, nullable, default: value } of fields.values()) {
    if (!nullable && value === undefined)
      refuse(
        extension,
        `requires ${name}.${field} of every ${type.name}.`,
        'Make it nullable or give it a default: clients that do not know the plugin cannot give it.',
      );
  }
  for (const { name: reference, field, target, staysOnMerge } of references.values()) {
    const column = fields.get(field)?.columns[0];
    const isUnique = indexes.some(({ unique, columns }) => unique && columns.some((each) => each.column === column));
    if (recordTypeOf(target()).merging && !staysOnMerge && isUnique)
      refuse(
        extension,
        `says that ${name}.${reference} is unique, and lets it follow when what it refers to is merged.`,
        'Say `staysOnMerge: true`: two records would refer to the survivor. Or leave it out of `unique`.',
      );
  }
  const names = [
    table,
    ...indexes.map((index) => index.name),
    ...[...fields.values()].flatMap(({ columns }) => columns.map((column) => `${key}.${column}`)),
  ];
  const long = names.find((each) => Buffer.byteLength(each) > MAX_NAME_BYTES);
  if (long)
    refuse(
      extension,
      `needs the name ${long}, which is longer than the 63 bytes of Postgres.`,
      'Shorten the id or the names of fields.',
    );
  for (const [role, rule] of Object.entries(deny)) {
    if (!type.grants[role])
      refuse(extension, `denies fields of ${type.name} to "${role}", which may do nothing with them.`, 'Leave it out.');
    const unknown = [...(rule.read ?? []), ...(rule.write ?? [])].find(
      (each) => !fields.has(fieldNameOf(extension, each)),
    );
    if (unknown)
      refuse(extension, `has a rule for ${name}.${unknown}, which does not exist.`, 'Name one of its fields.');
  }
}

function refuse({ plugin }: Pick<Extension, 'plugin'>, problem: string, mend: string): never {
  throw new PluginError(`The plugin "${plugin}" ${problem}`, mend);
}
