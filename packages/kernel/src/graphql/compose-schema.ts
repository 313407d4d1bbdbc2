import {
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  type GraphQLFieldResolver,
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
import type { RecordType } from '../records/record-type.ts';
import { OWN_FIELDS_KEY } from '../records/sql/record-sql.ts';
import { CommandAnswer } from '../work/command-answer.ts';
import { loadRecord } from '../work/record-loading.ts';
import { RecordRef } from '../work/record-ref.ts';
import type { CommandContext, RequestContext } from '../work/request-context.ts';
import { answerResolver } from './answer-field.ts';
import { commandField } from './command-field.ts';
import type { FieldRules, SchemaView } from './field-rules.ts';
import { recordCommands } from './record-commands.ts';
import { relationFields } from './record-fields.ts';
import { nodeRoots, recordRoots } from './record-roots.ts';
import { defineSharedTypes } from './shared-types.ts';
import { TypeBook } from './type-book.ts';

type Field = GraphQLFieldConfig<unknown, RequestContext>;
type Fields = GraphQLFieldConfigMap<unknown, RequestContext>;

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
      ...this.ownRoots(this.base.getQueryType()),
      ...nodeRoots(this.book),
      ...merge(this.catalogue.types, (type) => recordRoots(this.book, type, this.view)),
    }));
    const mutation = this.rootType('Mutation', 'Everything that can be changed. Each field is one transaction.', () => {
      const isRecord = (name: string) => this.catalogue.find(name) !== undefined;
      const own = this.ownRoots(this.base.getMutationType(), (field) => field) as GraphQLFieldConfigMap<
        unknown,
        CommandContext
      >;
      const commands = {
        ...own,
        ...merge(this.catalogue.types, (type) => recordCommands(this.book, type, this.rules)),
      };
      return Object.fromEntries(Object.entries(commands).map(([name, field]) => [name, commandField(field, isRecord)]));
    });
    const schema = new GraphQLSchema({ query, mutation, types: this.book.all() });
    const [problem] = validateSchema(schema);
    if (problem) throw problem;
    return schema;
  }

  private rootType(name: string, description: string, fields: () => Fields): GraphQLObjectType {
    return new GraphQLObjectType<unknown, RequestContext>({ name, description, fields });
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
        const declared = type.toConfig().fields;
        const order = new Set([...record.fields.keys(), ...Object.keys(declared)]);
        for (const name of order) {
          const config = declared[name];
          const field = record.fields.get(name);
          if (!config || (field && !this.rules.canRead(record, field))) continue;
          const resolve = field ? answerResolver : computed(config.resolve);
          fields[name] = this.translate({ ...config, resolve: resolve as Field['resolve'] } as Field, !field);
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
        mapValues(type.toConfig().fields as Fields, (field) =>
          this.translate({ ...field, resolve: field.resolve ?? propertyResolver }, true),
        ),
    });
  }

  private inputObject(type: GraphQLInputObjectType): GraphQLInputObjectType {
    return new GraphQLInputObjectType({
      ...type.toConfig(),
      fields: () => mapValues(type.toConfig().fields, (field) => ({ ...field, type: this.book.translate(field.type) })),
    });
  }

  /** Roots that resolver classes declare. */
  private ownRoots(
    type: GraphQLObjectType | null | undefined,
    adapt = (field: Field) => this.withReferences(field),
  ): Fields {
    return mapValues((type?.toConfig().fields ?? {}) as Fields, (field) => adapt(this.translate(field, false)));
  }

  private translate(field: Field, references: boolean): Field {
    const args = mapValues(field.args ?? {}, (argument) => ({ ...argument, type: this.book.translate(argument.type) }));
    const translated: Field = { ...field, type: this.book.translate(field.type), args };
    return references ? this.withReferences(translated) : translated;
  }

  /** Lets a resolver return references; what the operation selects of the records is read for it. */
  private withReferences(field: Field): Field {
    const { resolve } = field;
    if (!resolve || !this.catalogue.find(getNamedType(field.type).name)) return field;
    return {
      ...field,
      resolve: async (source, args, context, info) => {
        const result: unknown = await resolve(source, args, context, info);
        const load = (value: unknown) =>
          value instanceof RecordRef ? loadRecord(context, value.type, value.uuid, info) : value;
        return Array.isArray(result) ? Promise.all(result.map(load)) : load(result);
      },
    };
  }
}

/** A resolver with code sees the record by field names, whatever was selected under whatever alias. */
function computed(resolve: GraphQLFieldResolver<unknown, unknown> | undefined): Field['resolve'] {
  if (!resolve) return undefined;
  return (source, args, context, info) =>
    resolve((source as Record<string, unknown>)[OWN_FIELDS_KEY], args, context, info);
}

const propertyResolver: Field['resolve'] = (source, _args, _context, info) =>
  (source as Record<string, unknown>)[source instanceof CommandAnswer ? String(info.path.key) : info.fieldName];

function merge<Config>(
  types: readonly RecordType[],
  fieldsOf: (type: RecordType) => Record<string, Config>,
): Record<string, Config> {
  return Object.assign({}, ...types.map(fieldsOf)) as Record<string, Config>;
}

function mapValues<From, To>(object: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}
