import { PluginError, RapportError } from '../errors/index.ts';
import { type DeclaredExtension, extendRecordType, extensionsByTarget } from './extensions/extend-record-type.ts';
import { splitId } from './record-id.ts';
import type { Collection, Extension, Field, RecordClass, RecordType, Reference, ReferenceList } from './record-type.ts';
import { recordTypeOf } from './registry.ts';
import { fieldOf } from './relations.ts';
import type { SearchedField } from './search/searched-field.ts';
import { linkTimelines, type TimelineSource } from './timeline.ts';

/** A reference that follows when the record that it names is merged into another. */
export interface MovedReference {
  /** The type of the records that hold it. */
  readonly source: RecordType;
  readonly reference: Reference;
  readonly field: Field;
}

/** What a role may have besides grants, and which built-in roles do. */
export interface DeclaredPermission {
  readonly name: string;
  readonly description: string;
  readonly roles: readonly string[];
}

/** The record types of one installation. Names, prefixes and tables are unique in it. */
export class RecordCatalogue {
  readonly types: readonly RecordType[];
  /** Rights that are not about records of a type. */
  readonly permissions: readonly DeclaredPermission[];
  private readonly byName: ReadonlyMap<string, RecordType>;
  private readonly extensions: ReadonlyMap<string, readonly [type: RecordType, extension: Extension]>;
  private readonly byPrefix: ReadonlyMap<string, RecordType>;
  private readonly timelines: ReadonlyMap<string, readonly TimelineSource[]>;
  private readonly searched: ReadonlyMap<RecordType, readonly SearchedField[]>;
  private readonly collections = new Map<RecordType, Map<string, Collection>>();

  /** `customOf`: what a tenant added to a type. */
  constructor(
    classes: readonly RecordClass[],
    extensions: readonly DeclaredExtension[] = [],
    customOf: (type: RecordType) => Extension | undefined = () => undefined,
    permissions: readonly DeclaredPermission[] = [],
  ) {
    const added = extensionsByTarget(extensions);
    this.permissions = permissions;
    this.types = classes.map(recordTypeOf).map((type) => {
      const custom = customOf(type);
      return extendRecordType(type, [...(added.get(type) ?? []), ...(custom ? [custom] : [])]);
    });
    this.extensions = new Map(
      this.types.flatMap((type) =>
        [...type.extensions.values()].map((extension) => [extension.name, [type, extension]] as const),
      ),
    );
    this.byName = indexUniquely(this.types, 'name');
    this.byPrefix = indexUniquely(this.types, 'prefix');
    indexUniquely(this.types, 'table');
    indexUniquely(this.types, 'plural');
    this.linkCollections();
    this.timelines = linkTimelines(this.types);
    this.searched = new Map(this.types.map((type) => [type, this.fieldsLeadingTo(type)]));
  }

  get(name: string): RecordType {
    const type = this.byName.get(name);
    if (!type) throw new Error(`No record type is named ${name}.`);
    return type;
  }

  /** The type that a class declares, with what plugins add to it. */
  typeOf(recordClass: RecordClass): RecordType {
    return this.get(recordTypeOf(recordClass).name);
  }

  /** The extension whose fields a GraphQL type of this name shows, and the record type that it extends. */
  findExtension(name: string): readonly [type: RecordType, extension: Extension] | undefined {
    return this.extensions.get(name);
  }

  find(name: string): RecordType | undefined {
    return this.byName.get(name);
  }

  /** Record type and uuid that an id of any type names. */
  resolveId(id: unknown, path: string): readonly [type: RecordType, uuid: string] {
    const [prefix, uuid] = splitId(id, path);
    const type = this.byPrefix.get(prefix);
    if (!type) {
      throw new RapportError('ID_INVALID', `${path}: no record type has ids that begin with ${prefix}_.`, {
        field: path,
      });
    }
    return [type, uuid];
  }

  /** The to-many relations of a type: every installed relation to it that has an inverse. */
  collectionsOf(type: RecordType): ReadonlyMap<string, Collection> {
    return this.collections.get(type) ?? new Map();
  }

  /** What the timeline of a record of this type is made of. */
  timelineOf(type: RecordType): readonly TimelineSource[] {
    return this.timelines.get(type.name) ?? [];
  }

  /** Fields by which records of a type are found: its own, and those of records that belong to them. */
  searchedFieldsOf(type: RecordType): readonly SearchedField[] {
    return this.searched.get(type) ?? [];
  }

  private fieldsLeadingTo(type: RecordType): SearchedField[] {
    const holders = [
      { holder: type, through: undefined },
      ...[...this.collectionsOf(type).values()].map((through) => ({ holder: through.target, through })),
    ];
    return holders.flatMap(({ holder, through }) => {
      const { fields, of } = holder.search ?? {};
      if (!fields || of?.field !== through?.field.name) return [];
      return [...fields].map(([field, ways]) => ({ type: holder, field, ways, through }));
    });
  }

  /** The type whose records are the merges of this one. */
  mergeLogOf(type: RecordType): RecordType | undefined {
    return this.types.find(({ mergesOf }) => mergesOf && this.typeOf(mergesOf()) === type);
  }

  /** Every reference of an installed type to records of this type that a merge of two of them moves. */
  movedReferences(type: RecordType): MovedReference[] {
    return this.types.flatMap((source) =>
      [...source.references.values()].flatMap((reference): MovedReference[] => {
        const moves = !reference.staysOnMerge && !(source === type && type.merging?.into === reference.name);
        return moves && this.typeOf(reference.target()) === type
          ? [{ source, reference, field: fieldOf(source, reference.field) }]
          : [];
      }),
    );
  }

  /** Every list of an installed type that refers to records of this type, and that a merge of two of them changes. */
  followingLists(type: RecordType): { readonly source: RecordType; readonly list: ReferenceList }[] {
    return this.types.flatMap((source) =>
      [...source.referenceLists.values()]
        .filter(({ staysOnMerge, target }) => !staysOnMerge && this.typeOf(target()) === type)
        .map((list) => ({ source, list })),
    );
  }

  /** The type that a relation refers to. */
  private installed(type: RecordType, relation: string, target: () => RecordClass): RecordType {
    const declared = recordTypeOf(target());
    const found = this.byName.get(declared.name);
    if (found?.class === declared.class) return found;
    throw new PluginError(
      `${type.name}.${relation} refers to ${declared.name}, which no installed plugin declares.`,
      `Install the plugin that declares ${declared.name}, and name it in \`requires\`.`,
    );
  }

  private linkCollections(): void {
    for (const type of this.types) {
      for (const { name, target } of type.referenceLists.values()) this.installed(type, name, target);
      for (const { name, field, inverse, target: targetClass } of type.references.values()) {
        const target = this.installed(type, name, targetClass);
        if (!inverse) continue;
        assertIndexed(type, fieldOf(type, field));
        const collections = this.collections.get(target) ?? new Map<string, Collection>();
        const taken =
          collections.get(inverse.name)?.target.name ?? (hasMember(target, inverse.name) ? target.name : undefined);
        if (taken)
          throw new PluginError(
            `${type.name}.${name} gives ${target.name} the list "${inverse.name}", a name that ${taken} already uses.`,
            'Give its `inverse` another name.',
          );
        collections.set(inverse.name, { ...inverse, target: type, field: fieldOf(type, field) });
        this.collections.set(target, collections);
      }
    }
  }
}

/** Reading a to-many relation without an index would read the whole table for every parent. */
function assertIndexed(type: RecordType, { name, columns, extension }: Field): void {
  if (type.indexes.some((index) => index.of === 'living' && index.columns[0]?.column === columns[0])) return;
  throw new PluginError(
    `${type.name}.${name} has an inverse, so it needs an index that begins with it.`,
    extension
      ? `Add \`['${extension.name}', 'id']\` or another to \`indexes\` of its @ExtensionOf, and to a migration.`
      : `Add \`['${name}', '-createdAt']\` or another to \`indexes\` of its @Record, and to a migration.`,
  );
}

function hasMember(type: RecordType, name: string): boolean {
  return type.fields.has(name) || type.references.has(name) || type.referenceLists.has(name);
}

function indexUniquely(
  types: readonly RecordType[],
  key: 'name' | 'prefix' | 'table' | 'plural',
): Map<string, RecordType> {
  const index = new Map<string, RecordType>();
  for (const type of types) {
    const other = index.get(type[key]);
    if (other) {
      throw new PluginError(
        `Record types ${other.name} and ${type.name} share the ${key} "${type[key]}".`,
        key === 'name' ? 'Rename one of the classes.' : `Give one of them another \`${key}\` in its @Record.`,
      );
    }
    index.set(type[key], type);
  }
  return index;
}
