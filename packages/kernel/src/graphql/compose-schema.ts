import {
  defaultFieldResolver,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  GraphQLInputObjectType,
  GraphQLInterfaceType,
  type GraphQLNamedType,
  GraphQLObjectType,
  GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  validateSchema,
} from 'graphql';
import type { RecordCatalogue } from '../records/catalogue.ts';
import { NEEDS } from '../records/plan/planner.ts';
import type { Field as RecordField, RecordType } from '../records/record-type.ts';
import { fieldOf } from '../records/relations.ts';
import { OWN_FIELDS_KEY } from '../records/sql/record-sql.ts';
import type { CommandContext, ExecutionContext } from '../work/request-context.ts';
import { answerResolver } from './answer-field.ts';
import { commandField } from './command-field.ts';
import type { FieldRules, SchemaView } from './field-rules.ts';
import { recordCommands } from './record-commands.ts';
import { relationFields } from './record-fields.ts';
import { nodeRoots, recordRoots } from './record-roots.ts';
import { resolveReferences } from './references.ts';
import { defineSharedTypes } from './shared-types.ts';
import { TypeBook } from './type-book.ts';

type Field = GraphQLFieldConfig<unknown, ExecutionContext>;
type Fields = GraphQLFieldConfigMap<unknown, ExecutionContext>;

/**
 * The schema as actors with these field rules see it: the types that classes declare (`base`, built once),
 * and everything that follows from the record types. A field that may not be read is not in it.
 */
export function composeSchema(base: GraphQLSchema, catalogue: RecordCatalogue, rules: FieldRules): GraphQLSchema {
  return new SchemaComposer(base, catalogue, rules).compose();
}

class SchemaComposer {
  private readonly base: GraphQLSchema;
  private readonly catalogue: RecordCatalogue;
  private readonly rules: FieldRules;
  private readonly view: SchemaView;
  private readonly book = new TypeBook();

  constructor(base: GraphQLSchema, catalogue: RecordCatalogue, rules: FieldRules) {
    this.base = base;
    this.catalogue = catalogue;
    this.rules = rules;
    this.view = { catalogue, rules };
  }

  compose(): GraphQLSchema {
    defineSharedTypes(this.book);
    const roots = new Set<GraphQLNamedType | null | undefined>([this.base.getQueryType(), this.base.getMutationType()]);
    for (const type of Object.values(this.base.getTypeMap())) {
      if (!roots.has(type) && !isIntrospectionType(type)) this.define(type);
    }
    const query = this.rootType('Query', 'Everything that can be read.', () => ({
      ...mapValues(this.ownRoots(this.base.getQueryType()), withReferences),
      ...nodeRoots(this.book, this.catalogue),
      ...merge(this.catalogue.types, (type) => recordRoots(this.book, type, this.view)),
    }));
    const mutation = this.rootType('Mutation', 'Everything that can be changed. Each field is one transaction.', () => {
      const commands = {
        ...(this.ownRoots(this.base.getMutationType()) as GraphQLFieldConfigMap<unknown, CommandContext>),
        ...merge(this.catalogue.types, (type) => recordCommands(this.book, type, this.rules)),
      };
      return Object.fromEntries(Object.entries(commands).map(([name, field]) => [name, commandField(field)]));
    });
    const schema = new GraphQLSchema({ query, mutation, types: this.book.all() });
    const [problem] = validateSchema(schema);
    if (problem) throw problem;
    return schema;
  }

  private rootType(name: string, description: string, fields: () => Fields): GraphQLObjectType {
    return new GraphQLObjectType<unknown, ExecutionContext>({ name, description, fields });
  }

  private define(type: GraphQLNamedType): void {
    const { name } = type;
    const record = this.catalogue.find(name);
    if (this.book.has(name) || isSpecifiedScalarType(type)) return;
    if (record && isObjectType(type)) this.book.define(name, () => this.recordObject(record, type));
    else if (isObjectType(type)) this.book.define(name, () => this.plainObject(type));
    else if (isInputObjectType(type)) this.book.define(name, () => this.inputObject(type));
    else this.book.define(name, () => type);
  }

  private recordObject(record: RecordType, type: GraphQLObjectType): GraphQLObjectType {
    return new GraphQLObjectType({
      name: record.name,
      description: record.description,
      interfaces: () => [this.book.get<GraphQLInterfaceType>('Node')],
      fields: () => {
        const fields: Fields = {};
        const declared = type.toConfig().fields as Fields;
        const order = new Set([...record.fields.keys(), ...Object.keys(declared)]);
        for (const name of order) {
          const config = declared[name];
          const field = record.fields.get(name);
          const sources = field ? [field] : neededFields(record, name, config);
          if (!config || !sources.every((source) => this.rules.canRead(record, source))) continue;
          fields[name] = this.translate({
            ...config,
            resolve: field ? (answerResolver as Field['resolve']) : computed(config),
          });
        }
        return { ...fields, ...(relationFields(this.book, record, this.view) as Fields) };
      },
    });
  }

  private plainObject(type: GraphQLObjectType): GraphQLObjectType {
    return new GraphQLObjectType({
      ...type.toConfig(),
      interfaces: [],
      fields: () =>
        mapValues(type.toConfig().fields as Fields, (field) => {
          const showsRecords = this.catalogue.find(getNamedType(field.type).name) !== undefined;
          const resolve = field.resolve ?? defaultFieldResolver;
          return this.translate({ ...field, resolve: showsRecords ? resolveReferences(resolve) : resolve });
        }),
    });
  }

  private inputObject(type: GraphQLInputObjectType): GraphQLInputObjectType {
    return new GraphQLInputObjectType({
      ...type.toConfig(),
      fields: () => mapValues(type.toConfig().fields, (field) => ({ ...field, type: this.book.translate(field.type) })),
    });
  }

  /** Roots that resolver classes declare. */
  private ownRoots(type: GraphQLObjectType | null | undefined): Fields {
    return mapValues((type?.toConfig().fields ?? {}) as Fields, (field) => this.translate(field));
  }

  /** The same field with its types taken from this schema. */
  private translate(field: Field): Field {
    const args = mapValues(field.args ?? {}, (argument) => ({ ...argument, type: this.book.translate(argument.type) }));
    return { ...field, type: this.book.translate(field.type), args };
  }
}

/** Fields that a computed one declares to read. */
function neededFields(record: RecordType, name: string, config: Field | undefined): RecordField[] {
  const needs = config?.extensions?.[NEEDS] as readonly string[] | undefined;
  if (!needs) throw new Error(`${record.name}.${name} is computed by code: declare it with @Computed.`);
  return needs.map((need) => fieldOf(record, need));
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

function merge<Config>(
  types: readonly RecordType[],
  fieldsOf: (type: RecordType) => Record<string, Config>,
): Record<string, Config> {
  return Object.assign({}, ...types.map(fieldsOf)) as Record<string, Config>;
}

function mapValues<From, To>(object: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}
