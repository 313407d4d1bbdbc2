import { type FieldNode, type GraphQLObjectType, getArgumentValues, isObjectType } from 'graphql';
import { RapportError } from '../../errors/index.ts';
import type { RecordCatalogue } from '../catalogue.ts';
import type { Measure } from '../field-kind.ts';
import { measures } from '../field-kind.ts';
import { type FilterInput, FilterReader } from '../filter.ts';
import { constantCase, flatName } from '../naming.ts';
import { type OrderInput, readOrder } from '../order.ts';
import { EVERYTHING } from '../predicate.ts';
import type { ReadAccess } from '../read-access.ts';
import type { Collection, Extension, Field, RecordType } from '../record-type.ts';
import { canFollowBack, fieldOf } from '../relations.ts';
import { SCORES, scoresOf } from '../scores.ts';
import { canShow, TIMELINE } from '../timeline.ts';
import { type GroupingInput, readGroupings } from './groupings.ts';
import type {
  ConnectionNode,
  ConnectionOutput,
  EdgeOutput,
  FieldOutput,
  GroupKeyOutput,
  GroupOutput,
  MeasureOutput,
  PageInfoOutput,
  PartOutput,
  RecordNode,
  RecordOutput,
  ScoreNode,
  StatsNode,
  StatsOutput,
  TimelineEdgeOutput,
  TimelineNode,
  TimelineOutput,
} from './nodes.ts';
import { type PageArguments, type PageSizes, readPage } from './page.ts';
import { collectSelection, type OperationScope, type Selection } from './selection.ts';
import { known } from './variables.ts';

type FieldNodes = readonly [FieldNode, ...FieldNode[]];

export interface ListArguments extends PageArguments {
  readonly filter?: FilterInput | null;
  readonly deleted?: boolean | null;
  readonly orderBy?: readonly OrderInput[] | null;
}

export interface StatsArguments {
  readonly filter?: FilterInput | null;
  readonly deleted?: boolean | null;
  readonly groupBy?: readonly GroupingInput[] | null;
  readonly first?: number | null;
}

export interface TimelineArguments extends Pick<PageArguments, 'first' | 'after'> {
  readonly types?: readonly string[] | null;
}

/** Extension of a computed field in the schema: names of the record's fields that its resolver reads. */
export const NEEDS = 'rapport.needs';

/** Name of the field with the aggregates of a to-many relation. */
export const statsFieldOf = (collectionName: string): string => `${collectionName}Stats`;

/** Value of the enumeration that narrows a timeline to some types. */
export const timelineTypeOf = ({ name }: RecordType): string => constantCase(name);

/** Reads what an operation selects below one field and says what to fetch for it, with the actor's rights. */
export class Planner {
  private readonly scope: OperationScope;
  private readonly access: ReadAccess;
  private readonly catalogue: RecordCatalogue;
  private readonly filters: FilterReader;
  /** What no statement can answer by itself. */
  readonly code = new Set<string>();
  /** True once something is planned that reads far more than it shows: aggregates, or counts to the end. */
  readsMuch = false;

  constructor(scope: OperationScope, catalogue: RecordCatalogue, access: ReadAccess) {
    this.scope = scope;
    this.access = access;
    this.catalogue = catalogue;
    this.filters = new FilterReader(catalogue, access);
  }

  record(type: RecordType, nodes: readonly FieldNode[]): RecordNode {
    this.access.require(type, 'read');
    const outputs: RecordOutput[] = [];
    const needs = new Set<Field>();
    for (const [key, selected] of this.select(type.name, nodes)) {
      const output = this.recordOutput(type, key, selected[0].name.value, selected);
      if (output) {
        outputs.push(output);
        continue;
      }
      const name = selected[0].name.value;
      this.code.add(`${type.name}.${name} is computed by code`);
      for (const field of this.neededFields(type, name)) needs.add(field);
    }
    return { type, outputs, needs: [...needs] };
  }

  private neededFields(type: RecordType, name: string): Field[] {
    const needs = this.objectType(type.name).getFields()[name]?.extensions[NEEDS] as readonly string[] | undefined;
    return (needs ?? []).map((need) => this.readableField(type, need));
  }

  /** Undefined for a field that a resolver computes. */
  private recordOutput(type: RecordType, key: string, name: string, nodes: FieldNodes): RecordOutput | undefined {
    if (name === '__typename') return { kind: 'typename', key, name: type.name };
    const field = type.fields.get(name);
    if (field) return this.fieldOutput(type, field, key, nodes);
    const reference = type.references.get(name);
    if (reference) {
      this.assertReadable(type, fieldOf(type, reference.field));
      return { kind: 'one', key, reference, node: this.record(this.catalogue.typeOf(reference.target()), nodes) };
    }
    const list = type.referenceLists.get(name);
    if (list) {
      this.assertReadable(type, fieldOf(type, list.field));
      return { kind: 'several', key, list, node: this.record(this.catalogue.typeOf(list.target()), nodes) };
    }
    const extension = type.extensions.get(name);
    if (extension) return { kind: 'extension', key, outputs: this.extensionOutputs(type, extension, nodes) };
    const collections = this.catalogue.collectionsOf(type);
    const collection = collections.get(name);
    if (collection) {
      this.assertFollowable(type, name, collection);
      const input = this.argumentsOf<ListArguments>(type.name, nodes);
      return { kind: 'many', key, collection, connection: this.connection(collection.target, nodes, input) };
    }
    const counted = [...collections.values()].find((candidate) => name === statsFieldOf(candidate.name));
    if (counted) {
      this.assertFollowable(type, name, counted);
      const input = this.argumentsOf<StatsArguments>(type.name, nodes);
      return { kind: 'stats', key, collection: counted, stats: this.stats(counted.target, nodes, input) };
    }
    if (name === TIMELINE && this.catalogue.timelineOf(type).length > 0) {
      const input = this.argumentsOf<TimelineArguments>(type.name, nodes);
      return { kind: 'timeline', key, timeline: this.timeline(type, nodes, input) };
    }
    if (name === SCORES && scoresOf(type).length > 0) return { kind: 'scores', key, scores: this.scores(type, nodes) };
    return undefined;
  }

  /** Scores whose value the actor may read, in the order of their scorers. */
  private scores(type: RecordType, nodes: FieldNodes): ScoreNode[] {
    return scoresOf(type).flatMap((extension): ScoreNode[] => {
      const value = fieldOf(type, `${extension.key}.value`);
      return this.access.canRead(type, value) ? [{ value, outputs: this.scoreOutputs(type, extension, nodes) }] : [];
    });
  }

  private scoreOutputs(type: RecordType, { key, share }: Extension, nodes: FieldNodes): RecordOutput[] {
    return [...this.select('Score', nodes)].map(([responseKey, selected]): RecordOutput => {
      const name = selected[0].name.value;
      if (name === '__typename') return { kind: 'typename', key: responseKey, name: 'Score' };
      if (name === 'id') return { kind: 'constant', key: responseKey, value: JSON.stringify(share?.value) };
      const field = fieldOf(type, `${key}.${name}`);
      // Of terms that he may not see he learns nothing but that.
      if (!this.access.canRead(type, field)) return { kind: 'constant', key: responseKey, value: 'null' };
      return this.fieldOutput(type, field, responseKey, selected);
    });
  }

  private extensionOutputs(type: RecordType, { key, name }: Extension, nodes: FieldNodes): RecordOutput[] {
    return [...this.select(name, nodes)].flatMap(([responseKey, selected]): RecordOutput[] => {
      const own = selected[0].name.value;
      if (own === '__typename') return [{ kind: 'typename', key: responseKey, name }];
      const output = this.recordOutput(type, responseKey, `${key}.${own}`, selected);
      return output ? [output] : [];
    });
  }

  private fieldOutput(type: RecordType, field: Field, key: string, nodes: FieldNodes): FieldOutput {
    this.assertReadable(type, field);
    if (field.kind.json.shape === 'embedded') this.code.add(`${type.name}.${field.name} is a document`);
    return { kind: 'field', key, field, parts: this.parts(field, nodes) };
  }

  private parts({ kind }: Field, nodes: FieldNodes): PartOutput[] {
    const { json } = kind;
    if (json.shape !== 'composite') return [];
    return [...this.select(json.type, nodes)].map(([key, [{ name }]]): PartOutput => {
      if (name.value === '__typename') return { kind: 'typename', key, name: json.type };
      return { kind: 'part', key, name: name.value };
    });
  }

  connection(type: RecordType, nodes: readonly FieldNode[], input: ListArguments, sizes?: PageSizes): ConnectionNode {
    this.access.require(type, 'read');
    const path = nodes[0]?.name.value ?? '';
    const order = readOrder(type, input.orderBy ?? []);
    const page = readPage(input, path, order, sizes);
    return {
      type,
      filter: input.filter ? this.filters.read(type, input.filter) : EVERYTHING,
      deleted: known(input.deleted) === true ? 'only' : 'excluded',
      order,
      page,
      outputs: this.connectionOutputs(type, nodes),
    };
  }

  private connectionOutputs(type: RecordType, nodes: readonly FieldNode[]): ConnectionOutput[] {
    const typeName = `${type.name}Connection`;
    return [...this.select(typeName, nodes)].map(([key, selected]): ConnectionOutput => {
      const kind = selected[0].name.value as Exclude<ConnectionOutput['kind'], 'typename'> | '__typename';
      switch (kind) {
        case '__typename':
          return { kind: 'typename', key, name: typeName };
        case 'nodes':
          return { kind, key, node: this.record(type, selected) };
        case 'edges':
          return { kind, key, outputs: this.edgeOutputs(type, selected) };
        case 'pageInfo':
          return { kind, key, outputs: this.pageInfoOutputs(selected) };
        case 'exactCount':
          this.readsMuch = true;
          return { kind, key };
        default:
          return { kind, key };
      }
    });
  }

  private timeline(parent: RecordType, nodes: FieldNodes, { types, ...paging }: TimelineArguments): TimelineNode {
    const wanted = known(types) ?? undefined;
    const visible = this.catalogue.timelineOf(parent).filter((source) => canShow(this.access, source));
    const [first] = visible;
    if (!first) refuseUnknown(parent, TIMELINE);
    const sources = visible.filter(({ target }) => !wanted || wanted.includes(timelineTypeOf(target)));
    const entries = (selected: FieldNodes) => sources.map(({ target }) => this.record(target, selected));
    const typeName = `${parent.name}TimelineConnection`;
    return {
      parent,
      sources,
      page: readPage(paging, nodes[0].name.value, first.order),
      outputs: [...this.select(typeName, nodes)].map(([key, selected]): TimelineOutput => {
        switch (selected[0].name.value) {
          case '__typename':
            return { kind: 'typename', key, name: typeName };
          case 'nodes':
            return { kind: 'nodes', key, entries: entries(selected) };
          case 'edges':
            return { kind: 'edges', key, outputs: this.timelineEdgeOutputs(parent, selected, entries) };
          default:
            return { kind: 'pageInfo', key, outputs: this.pageInfoOutputs(selected) };
        }
      }),
    };
  }

  private timelineEdgeOutputs(
    parent: RecordType,
    nodes: FieldNodes,
    entries: (selected: FieldNodes) => RecordNode[],
  ): TimelineEdgeOutput[] {
    const typeName = `${parent.name}TimelineEdge`;
    return [...this.select(typeName, nodes)].map(([key, selected]): TimelineEdgeOutput => {
      const name = selected[0].name.value;
      if (name === '__typename') return { kind: 'typename', key, name: typeName };
      return name === 'node'
        ? { kind: 'node', key, entries: entries(selected) }
        : { kind: name as 'at' | 'cursor', key };
    });
  }

  private edgeOutputs(type: RecordType, nodes: FieldNodes): EdgeOutput[] {
    const typeName = `${type.name}Edge`;
    return [...this.select(typeName, nodes)].map(([key, selected]): EdgeOutput => {
      const name = selected[0].name.value;
      if (name === '__typename') return { kind: 'typename', key, name: typeName };
      return name === 'cursor' ? { kind: 'cursor', key } : { kind: 'node', key, node: this.record(type, selected) };
    });
  }

  private pageInfoOutputs(nodes: FieldNodes): PageInfoOutput[] {
    return [...this.select('PageInfo', nodes)].map(([key, [node]]): PageInfoOutput => {
      const name = node.name.value;
      if (name === '__typename') return { kind: 'typename', key, name: 'PageInfo' };
      return { kind: name as Exclude<PageInfoOutput['kind'], 'typename'>, key };
    });
  }

  stats(type: RecordType, nodes: readonly FieldNode[], input: StatsArguments): StatsNode {
    this.access.require(type, 'read');
    this.readsMuch = true;
    const groupings = readGroupings(type, input.groupBy ?? []);
    for (const { field } of groupings) this.assertReadable(type, field);
    return {
      type,
      filter: input.filter ? this.filters.read(type, input.filter) : EVERYTHING,
      deleted: known(input.deleted) === true ? 'only' : 'excluded',
      groupings,
      size: readPage({ first: input.first ?? null }, nodes[0]?.name.value ?? '').size,
      outputs: [...this.select(`${type.name}Stats`, nodes)].map(([key, selected]): StatsOutput => {
        const name = selected[0].name.value;
        if (name === '__typename') return { kind: 'typename', key, name: `${type.name}Stats` };
        return name === 'groups'
          ? { kind: 'groups', key, outputs: this.groupOutputs(type, selected) }
          : { kind: 'hasMoreGroups', key };
      }),
    };
  }

  private groupOutputs(type: RecordType, nodes: FieldNodes): GroupOutput[] {
    const typeName = `${type.name}StatsGroup`;
    return [...this.select(typeName, nodes)].map(([key, selected]): GroupOutput => {
      const name = selected[0].name.value;
      if (name === '__typename') return { kind: 'typename', key, name: typeName };
      if (name === 'count') return { kind: 'count', key };
      if (isMeasure(name))
        return { kind: 'measure', key, measure: name, outputs: this.measureOutputs(type, name, selected) };
      return { kind: 'groupKey', key, outputs: this.groupKeyOutputs(type, selected) };
    });
  }

  private groupKeyOutputs(type: RecordType, nodes: FieldNodes): GroupKeyOutput[] {
    const typeName = `${type.name}StatsKey`;
    return [...this.select(typeName, nodes)].map(([key, [node]]): GroupKeyOutput => {
      const name = node.name.value;
      if (name === '__typename') return { kind: 'typename', key, name: typeName };
      return { kind: 'field', key, field: this.readableField(type, fullName(type, name)) };
    });
  }

  private measureOutputs(type: RecordType, measure: Measure, nodes: FieldNodes): MeasureOutput[] {
    const typeName = measureTypeName(type, measure);
    return [...this.select(typeName, nodes)].map(([key, selected]): MeasureOutput => {
      const name = selected[0].name.value;
      if (name === '__typename') return { kind: 'typename', key, name: typeName };
      return this.fieldOutput(type, fieldOf(type, fullName(type, name)), key, selected);
    });
  }

  private readableField(type: RecordType, name: string): Field {
    const field = fieldOf(type, name);
    this.assertReadable(type, field);
    return field;
  }

  /** The schema that the actor sees has no hidden fields; this holds even where a resolver asks on his behalf. */
  private assertReadable(type: RecordType, field: Field): void {
    if (!this.access.canRead(type, field)) refuseUnknown(type, field.name);
  }

  private assertFollowable(type: RecordType, name: string, collection: Collection): void {
    if (!canFollowBack(this.access, collection)) refuseUnknown(type, name);
  }

  private select(typeName: string, nodes: readonly FieldNode[]): Selection {
    return collectSelection(this.scope, this.objectType(typeName), nodes);
  }

  private argumentsOf<Arguments>(typeName: string, [node]: FieldNodes): Arguments {
    const definition = this.objectType(typeName).getFields()[node.name.value];
    if (!definition) throw new Error(`${typeName} has no field ${node.name.value}.`);
    return getArgumentValues(definition, node, { ...this.scope.variables }) as Arguments;
  }

  private objectType(name: string): GraphQLObjectType {
    const type = this.scope.schema.getType(name);
    if (!isObjectType(type)) throw new Error(`The schema has no object type ${name}.`);
    return type;
  }
}

export const measureTypeName = (type: RecordType, measure: Measure): string =>
  `${type.name}${measure.charAt(0).toUpperCase()}${measure.slice(1)}`;

/** The name of a field from that under which aggregates show it. */
function fullName({ fields }: RecordType, flat: string): string {
  if (fields.has(flat)) return flat;
  return [...fields.keys()].find((name) => flatName(name) === flat) ?? flat;
}

function refuseUnknown(type: RecordType, name: string): never {
  throw new RapportError('GRAPHQL_VALIDATION_FAILED', `Cannot query field "${name}" on type "${type.name}".`);
}

function isMeasure(name: string): name is Measure {
  return (measures as readonly string[]).includes(name);
}
