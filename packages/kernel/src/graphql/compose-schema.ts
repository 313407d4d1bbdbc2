import {
  defaultFieldResolver,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  type GraphQLInputFieldConfigMap,
  GraphQLInputObjectType,
  GraphQLInterfaceType,
  type GraphQLNamedType,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLSchema,
  GraphQLUnionType,
  getNamedType,
  isAbstractType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
  validateSchema,
} from 'graphql';
import { PluginError } from '../errors/index.ts';
import type { RecordCatalogue } from '../records/catalogue.ts';
import { NEEDS } from '../records/plan/planner.ts';
import type { Extension, Field as RecordField, RecordType } from '../records/record-type.ts';
import { fieldOf } from '../records/relations.ts';
import { OWN_FIELDS_KEY } from '../records/sql/record-sql.ts';
import type { PluginSettings } from '../settings/setting.ts';
import type { CommandContext, ExecutionContext, RequestContext } from '../work/request-context.ts';
import type { BeforeHandler } from '../work/unit-of-work.ts';
import { answerField, answerResolver } from './answer-field.ts';
import { type Board, boardChangedRoot, boardRoot } from './board-roots.ts';
import { commandField } from './command-field.ts';
import { changesRoot, eventRoots, recordChangedRoot } from './event-roots.ts';
import {
  type FieldRules,
  type SchemaView,
  visibleExtensionFields,
  visibleExtensionLists,
  visibleExtensionReferences,
  visibleExtensions,
} from './field-rules.ts';
import { historyField } from './history-field.ts';
import { mergeCommands } from './merge-commands.ts';
import { mergeFields, type Part } from './merge-fields.ts';
import { reachableTypes } from './reachable-types.ts';
import { recordCommands } from './record-commands.ts';
import { referenceField, referenceListField, relationFields } from './record-fields.ts';
import { recordOfInput } from './record-input.ts';
import { nodeRoots, recordRoots } from './record-roots.ts';
import { resolveReferences } from './references.ts';
import { scoresField } from './score-types.ts';
import { searchRoot } from './search-root.ts';
import { settingsCommands } from './settings-commands.ts';
import { defineSharedTypes, recordTypeName } from './shared-types.ts';
import { timelineFields } from './timeline-types.ts';
import { TypeBook } from './type-book.ts';

type Field = GraphQLFieldConfig<unknown, ExecutionContext>;
type Fields = GraphQLFieldConfigMap<unknown, ExecutionContext>;

/** The plugin that declares a field, and what to say of it in errors. */
export interface Origin {
  readonly plugin: string;
  readonly label: string;
}

/** What classes declare, and who declares what. */
export interface DeclaredSchema {
  readonly schema: GraphQLSchema;
  /** Whose the field `Type.field` of a resolver class is; undefined when none of the plugins declares it. */
  readonly originOf: (field: string) => Origin | undefined;
  /** Whatever declares a type of this name. */
  declarersOf(type: string): string;
}

/**
 * The schema as actors with these field rules see it: the types that classes declare (`declared`, built once),
 * and everything that follows from the record types. A field that may not be read is not in it. Whether it is sound is
 * looked at only where asked: that takes a fifth of the time, and parts of a sound one are sound.
 */
export function composeSchema(
  declared: DeclaredSchema,
  catalogue: RecordCatalogue,
  rules: FieldRules,
  before: readonly BeforeHandler[],
  settings: readonly PluginSettings[],
  boards: readonly Board[],
  { isChecked }: { readonly isChecked: boolean },
): GraphQLSchema {
  return new SchemaComposer(declared, catalogue, rules, before, settings, boards).compose(isChecked);
}

class SchemaComposer {
  private readonly declared: DeclaredSchema;
  private readonly catalogue: RecordCatalogue;
  private readonly rules: FieldRules;
  private readonly view: SchemaView;
  private readonly before: readonly BeforeHandler[];
  private readonly settings: readonly PluginSettings[];
  private readonly boards: readonly Board[];
  private readonly book = new TypeBook();

  constructor(
    declared: DeclaredSchema,
    catalogue: RecordCatalogue,
    rules: FieldRules,
    before: readonly BeforeHandler[],
    settings: readonly PluginSettings[],
    boards: readonly Board[],
  ) {
    this.before = before;
    this.boards = boards;
    this.settings = settings;
    this.declared = declared;
    this.catalogue = catalogue;
    this.rules = rules;
    this.view = { catalogue, rules };
  }

  compose(isChecked: boolean): GraphQLSchema {
    defineSharedTypes(this.book);
    const base = this.declared.schema;
    const roots = new Set<GraphQLNamedType | null | undefined>([base.getQueryType(), base.getMutationType()]);
    const reached = reachableTypes(this.declared, this.catalogue);
    for (const type of Object.values(base.getTypeMap())) {
      if (reached.has(type) && !roots.has(type) && !isIntrospectionType(type) && !this.isEmpty(type)) this.define(type);
    }
    const query = this.rootType('Query', 'Everything that can be read.', () =>
      mergeFields('Query', [
        ...this.ownRoots('Query', mapValues(this.translated(base.getQueryType()), withReferences)),
        { origin: 'Rapport', fields: { ...nodeRoots(this.book, this.catalogue), ...eventRoots(this.book) } },
        { origin: 'Rapport', fields: searchRoot(this.book, this.view) },
        ...this.ofRecords((type) => recordRoots(this.book, type, this.view)),
        ...this.ofBoards((board) => boardRoot(this.book, board, this.view)),
      ]),
    );
    const mutation = this.rootType('Mutation', 'Everything that can be changed. Each field is one transaction.', () => {
      const own = this.translated(base.getMutationType()) as GraphQLFieldConfigMap<unknown, CommandContext>;
      const commands = mergeFields('Mutation', [
        ...this.ownRoots('Mutation', own),
        ...this.ofRecords((type) => recordCommands(this.book, type, this.rules, this.before)),
        ...this.ofRecords((type) => mergeCommands(this.book, type, this.view)),
        ...this.settings.map((each) => ({
          origin: `the settings of the plugin "${each.plugin}"`,
          fields: settingsCommands(this.book, each),
        })),
      ]);
      return mapValues(commands, commandField);
    });
    const subscription = this.rootType('Subscription', 'Everything that can be followed.', () =>
      mergeFields('Subscription', [
        { origin: 'Rapport', fields: changesRoot(this.book) },
        ...this.ofRecords((type) => recordChangedRoot(this.book, type, this.view)),
        ...this.ofBoards((board) => boardChangedRoot(this.book, board, this.view)),
      ]),
    );
    const types = this.book.all();
    const schema = new GraphQLSchema({ query, mutation, subscription, types, assumeValid: !isChecked });
    const [problem] = validateSchema(schema);
    if (problem) throw problem;
    return schema;
  }

  private rootType(name: string, description: string, fields: () => Fields): GraphQLObjectType {
    return new GraphQLObjectType<unknown, ExecutionContext>({ name, description, fields });
  }

  private define(type: GraphQLNamedType): void {
    const { name } = type;
    // A scalar of the record layer that classes use too.
    if (isSpecifiedScalarType(type) || (this.book.has(name) && this.book.get(name) === type)) return;
    this.book.declare(this.translatedType(type), this.declared.declarersOf(name));
  }

  private translatedType(type: GraphQLNamedType): GraphQLNamedType {
    const record = this.catalogue.find(type.name);
    if (record && isObjectType(type)) return this.recordObject(record, type);
    const [extended, extension] = this.catalogue.findExtension(type.name) ?? [];
    if (extended && extension && isObjectType(type)) return this.extensionObject(extended, extension, type);
    if (isObjectType(type)) return this.plainObject(type);
    if (isInputObjectType(type)) return this.inputObject(type);
    if (isInterfaceType(type)) return this.interfaceType(type);
    if (isUnionType(type)) return this.unionType(type);
    return type;
  }

  private recordObject(record: RecordType, type: GraphQLObjectType): GraphQLObjectType {
    return new GraphQLObjectType({
      name: record.name,
      description: record.description,
      interfaces: () => [this.book.get<GraphQLInterfaceType>('Node')],
      fields: () => {
        const declared = type.toConfig().fields as Fields;
        return mergeFields(record.name, [
          { origin: 'its class', fields: this.ownFields(record, declared) },
          ...this.computedFields(record, declared),
          { origin: 'a relation', fields: relationFields(this.book, record, this.view) as Fields },
          ...this.extensionParts(record),
          { origin: 'its scores', fields: scoresField(this.book, record, this.view) as Fields },
          { origin: 'its timeline', fields: timelineFields(this.book, record, this.view) as Fields },
          { origin: 'Rapport', fields: { history: this.history(record) } },
        ]);
      },
    });
  }

  private extensionParts(record: RecordType): Part<Field>[] {
    return visibleExtensions(this.rules, record).map(({ key, name, plugin, description }) => {
      const type = new GraphQLNonNull(this.customObject(record, key) ?? this.book.get<GraphQLObjectType>(name));
      return { origin: `the plugin "${plugin}"`, fields: { [key]: answerField(type, description) as Field } };
    });
  }

  /** What a tenant added to a record; undefined for what a plugin did. */
  private customObject(record: RecordType, key: string): GraphQLObjectType | undefined {
    const extension = record.extensions.get(key);
    if (!extension?.places) return undefined;
    const { name, description } = extension;
    const fields = () =>
      Object.fromEntries(
        visibleExtensionFields(this.rules, record, extension).map((field) => {
          const type = this.book.get(field.kind.inputType(field)) as GraphQLOutputType;
          return [field.extension?.name ?? '', answerField(type, field.description)];
        }),
      );
    return this.book.define(name, () => new GraphQLObjectType({ name, description, fields }));
  }

  /** What a plugin added to a record: an object of its own. */
  private extensionObject(record: RecordType, extension: Extension, type: GraphQLObjectType): GraphQLObjectType {
    return new GraphQLObjectType({
      name: extension.name,
      description: extension.description,
      fields: () => {
        const declared = type.toConfig().fields as Fields;
        const own = visibleExtensionFields(this.rules, record, extension).flatMap((field): [string, Field][] => {
          const name = field.extension?.name ?? '';
          const config = declared[name];
          return config ? [[name, this.translate({ ...config, resolve: answerResolver as Field['resolve'] })]] : [];
        });
        const relations = visibleExtensionReferences(this.rules, record, extension).map(
          (reference): [string, Field] => [
            reference.name.slice(extension.key.length + 1),
            referenceField(this.book, reference) as Field,
          ],
        );
        const lists = visibleExtensionLists(this.rules, record, extension).map((list): [string, Field] => [
          list.name.slice(extension.key.length + 1),
          referenceListField(this.book, record, list) as Field,
        ]);
        return Object.fromEntries([...own, ...relations, ...lists]);
      },
    });
  }

  private history(record: RecordType): Field {
    const field = historyField(this.book, record);
    return { ...field, resolve: computed(field) };
  }

  private ownFields(record: RecordType, declared: Fields): Fields {
    const fields: Fields = {};
    for (const [name, field] of record.fields) {
      const config = declared[name];
      if (!config || !this.rules.canRead(record, field)) continue;
      fields[name] = this.translate({ ...config, resolve: answerResolver as Field['resolve'] });
    }
    return fields;
  }

  private computedFields(record: RecordType, declared: Fields): Part<Field>[] {
    return Object.entries(declared).flatMap(([name, config]) => {
      const origin = this.declared.originOf(`${record.name}.${name}`);
      if (!origin && record.fields.has(name)) return [];
      const visible = neededFields(record, name, config).every((field) => this.rules.canRead(record, field));
      // A resolver class that is loaded but belongs to no installed plugin leaves its fields behind.
      if (!origin || !visible) return [];
      return [{ origin: origin.label, fields: { [name]: this.translate({ ...config, resolve: computed(config) }) } }];
    });
  }

  private plainObject(type: GraphQLObjectType): GraphQLObjectType {
    return new GraphQLObjectType({
      ...type.toConfig(),
      interfaces: () => this.fromBook(type.getInterfaces()),
      fields: () =>
        mapValues(type.toConfig().fields as Fields, (field) => {
          const named = getNamedType(field.type);
          const mayShowRecords = isAbstractType(named) || this.catalogue.find(named.name) !== undefined;
          const resolve = field.resolve ?? defaultFieldResolver;
          return this.translate({ ...field, resolve: mayShowRecords ? resolveReferences(resolve) : resolve });
        }),
    });
  }

  private interfaceType(type: GraphQLInterfaceType): GraphQLInterfaceType {
    return new GraphQLInterfaceType({
      ...type.toConfig(),
      interfaces: () => this.fromBook(type.getInterfaces()),
      fields: () => mapValues(type.toConfig().fields as Fields, (field) => this.translate(field)),
    });
  }

  private unionType(type: GraphQLUnionType): GraphQLUnionType {
    return new GraphQLUnionType({
      ...type.toConfig(),
      types: () => this.fromBook(type.getTypes()),
      resolveType: (value, ...rest) => recordTypeName(value) ?? type.resolveType?.(value, ...rest),
    });
  }

  private fromBook<Type extends GraphQLNamedType>(types: readonly Type[]): Type[] {
    return types.map(({ name }) => this.book.get<Type>(name));
  }

  private inputObject(type: GraphQLInputObjectType): GraphQLInputObjectType {
    return new GraphQLInputObjectType({
      ...type.toConfig(),
      fields: () =>
        mapValues(this.visibleInputs(type), (field) => ({ ...field, type: this.book.translate(field.type) })),
    });
  }

  private visibleInputs(type: GraphQLInputObjectType): GraphQLInputFieldConfigMap {
    const record = recordOfInput(type.name);
    const isVisible = (name: string) => !record || this.rules.canWrite(record, fieldOf(record, name));
    return Object.fromEntries(Object.entries(type.toConfig().fields).filter(([name]) => isVisible(name)));
  }

  /** A role that may write none of the fields has no input to send, and no use for what takes it. */
  private isEmpty(type: GraphQLNamedType): boolean {
    const [extended, extension] = this.catalogue.findExtension(type.name) ?? [];
    if (extended && extension) return visibleExtensionFields(this.rules, extended, extension).length === 0;
    return isInputObjectType(type) && Object.keys(this.visibleInputs(type)).length === 0;
  }

  /** Roots that resolver classes declare, with their types taken from this schema. */
  private translated(root: GraphQLObjectType | null | undefined): Fields {
    const fields = Object.entries((root?.toConfig().fields ?? {}) as Fields).filter(
      ([name, { args = {} }]) =>
        this.declared.originOf(`${root?.name}.${name}`) !== undefined &&
        !Object.values(args).some(({ type }) => this.isEmpty(getNamedType(type))),
    );
    return mapValues(Object.fromEntries(fields), (field) => this.translate(field));
  }

  /** Roots that resolver classes declare; those of a plugin that failed answer PLUGIN_UNAVAILABLE. */
  private ownRoots<Context extends RequestContext>(
    root: string,
    fields: GraphQLFieldConfigMap<unknown, Context>,
  ): Part<GraphQLFieldConfig<unknown, Context>>[] {
    return Object.entries(fields).map(([name, field]) => {
      const { label = 'a resolver', plugin = '' } = this.declared.originOf(`${root}.${name}`) ?? {};
      const { resolve = defaultFieldResolver } = field;
      const guarded: typeof field = {
        ...field,
        resolve: (source, args, context, info) => {
          context.installation.failures.assertWorks(plugin);
          return resolve(source, args, context, info);
        },
      };
      return { origin: label, fields: { [name]: guarded } };
    });
  }

  private ofRecords<Config>(fieldsOf: (type: RecordType) => Record<string, Config>): Part<Config>[] {
    return this.catalogue.types.map((type) => ({ origin: `the record type ${type.name}`, fields: fieldsOf(type) }));
  }

  private ofBoards<Config>(fieldsOf: (board: Board) => Record<string, Config>): Part<Config>[] {
    return this.boards.map((board) => ({ origin: `the board ${board.name}`, fields: fieldsOf(board) }));
  }

  /** The same field with its types taken from this schema. */
  private translate(field: Field): Field {
    const args = mapValues(field.args ?? {}, (argument) => ({ ...argument, type: this.book.translate(argument.type) }));
    return { ...field, type: this.book.translate(field.type), args };
  }
}

/** Fields that a computed one declares to read. */
function neededFields(record: RecordType, name: string, { extensions }: Field): RecordField[] {
  const needs = extensions?.[NEEDS] as readonly string[] | undefined;
  if (!needs) {
    throw new PluginError(
      `${record.name}.${name} is computed by code, and nothing says what the code reads.`,
      'Declare it with `@Computed(() => Type, { description, needs: [...] })`.',
    );
  }
  return needs.map((need) => {
    const field = record.fields.get(need);
    if (field) return field;
    throw new PluginError(
      `${record.name}.${name} needs the field "${need}", which ${record.name} does not have.`,
      'Correct `needs` of its @Computed.',
    );
  });
}

function withReferences(field: Field): Field {
  return { ...field, ...(field.resolve && { resolve: resolveReferences(field.resolve) }) };
}

/** A resolver with code sees the record by field names, whatever was selected under whatever alias. */
function computed({ resolve = defaultFieldResolver }: Field): Field['resolve'] {
  return resolveReferences((source, args, context, info) =>
    resolve((source as Record<string, unknown>)[OWN_FIELDS_KEY] ?? {}, args, context, info),
  );
}

function mapValues<From, To>(object: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}
