import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Access } from '../access/access.ts';
import type { Principal } from '../access/principal.ts';
import { RapportError } from '../errors/index.ts';
import type { Composition } from '../plugins/composition.ts';
import { CUSTOM } from '../records/extensions/extend-record-type.ts';
import { settle } from '../records/late-value.ts';
import type { CreationNode, RootOutput } from '../records/plan/nodes.ts';
import { planOperation, whyCode } from '../records/plan/operation.ts';
import { Dependencies, VariableShapes } from '../records/plan/variables.ts';
import { jsonObject } from '../records/sql/json.ts';
import { RecordSql } from '../records/sql/record-sql.ts';
import { type PreparedStatement, StatementBuilder } from '../records/sql/statement-builder.ts';
import type { RecordInput } from '../records/write/input.ts';
import type { Statement } from '../tenancy/index.ts';
import { type Creator, creationStatement } from '../work/create-records.ts';
import { isCreationObserved } from '../work/unit-of-work.ts';
import { measureOperation, type OperationSize } from './operation-size.ts';

/** How an operation is answered. */
export type Plan = CompiledPlan | CreationPlan | ExecutedPlan;

/** One statement builds the JSON of `data`. */
export interface CompiledPlan {
  readonly kind: 'compiled';
  readonly statement: PreparedStatement;
  readonly size: OperationSize;
  /** It reads far more than it shows: others should not wait behind it, and a plan for its values pays. */
  readonly readsMuch: boolean;
}

/** One statement creates a record and builds the JSON of `data`. It is written for each request, from its input. */
export interface CreationPlan extends CreationNode {
  readonly kind: 'creation';
  readonly size: OperationSize;
}

/** Resolvers run: each root field fetches for itself. */
export interface ExecutedPlan {
  readonly kind: 'executed';
  readonly reason: string;
}

/** Whoever asks. */
type Asker = Pick<Principal, 'access' | 'composition'>;

/** Characters of operations and statements that are kept; strangers can fill it, but not grow it. */
const KEPT_CHARACTERS = 20_000_000;
/** More than the values of the largest filter need. Longer ones are answered, but not remembered. */
const LONGEST_SHAPE = 10_000;

/** Operations that were asked before, with their plans. Bounded: whatever was not asked for the longest time goes first. */
export class OperationPlans {
  private readonly operations = new LRUCache<string, ReadonlyMap<string, KnownOperation>>({
    maxSize: KEPT_CHARACTERS,
    sizeCalculation: (operations, text) => 1_000 + text.length * 10 * operations.size,
  });
  private readonly plans = new LRUCache<string, Plan>({
    maxSize: KEPT_CHARACTERS,
    sizeCalculation: (plan, key) => 1_000 + key.length + (plan.kind === 'compiled' ? plan.statement.text.length : 0),
  });
  private readonly dependencies = new LRUCache<string, Dependencies>({
    maxSize: KEPT_CHARACTERS,
    sizeCalculation: (dependencies, shape) => shape.length + 200 * (1 + dependencies.size),
  });

  /** Characters that are kept, of how many at most. */
  get kept(): { readonly characters: number; readonly limit: number } {
    return {
      characters: this.operations.calculatedSize + this.plans.calculatedSize + this.dependencies.calculatedSize,
      limit: 3 * KEPT_CHARACTERS,
    };
  }

  /** The operation, if it was asked before by somebody who sees the same fields. */
  find(text: string, operationName: string | undefined, access: Access): KnownOperation | undefined {
    return this.operations.get(text)?.get(viewKey(operationName, access));
  }

  /** Remembers an operation that passed validation. */
  learn(
    text: string,
    operationName: string | undefined,
    { access, composition }: Asker,
    document: DocumentNode,
    operation: OperationDefinitionNode,
  ): KnownOperation {
    const known = new KnownOperation(composition, composition.schemaFor(access), document, operation);
    this.operations.set(text, new Map(this.operations.get(text)).set(viewKey(operationName, access), known));
    return known;
  }

  /**
   * The plan for these coerced variables and these rights.
   * Throws what the planner refuses; the executor then refuses it with its place in the answer.
   */
  planOf(known: KnownOperation, access: Access, variables: Readonly<Record<string, unknown>>): Plan {
    const given = known.shapes.shapeOf(variables);
    if (given.length > LONGEST_SHAPE) return { kind: 'executed', reason: 'Its variables have very many parts.' };
    const shape = `${known.id} ${access.rightsKey} ${given}`;
    const dependencies = this.dependencies.get(shape) ?? new Dependencies();
    const plan = this.plans.get(`${shape} ${dependencies.keyOf(variables)}`);
    if (plan) return plan;
    const made = this.compile(known, access, variables, dependencies);
    this.dependencies.set(shape, dependencies);
    this.plans.set(`${shape} ${dependencies.keyOf(variables)}`, made);
    return made;
  }

  /** Why resolvers answer what one statement did not: something lasting, or that it is asked for the first time. */
  whyExecutedAtFirst(
    known: KnownOperation,
    access: Access,
    variables: Readonly<Record<string, unknown>> | undefined,
  ): string {
    if (known.codeReason) return known.codeReason;
    try {
      const plan = variables && this.planOf(known, access, variables);
      if (plan?.kind === 'executed') return plan.reason;
      return plan ? 'It is asked for the first time. From now on one statement answers it.' : 'It is refused.';
    } catch (error) {
      if (error instanceof RapportError) return 'It is refused.';
      throw error;
    }
  }

  private compile(
    known: KnownOperation,
    access: Access,
    variables: Readonly<Record<string, unknown>>,
    dependencies: Dependencies,
  ): Plan {
    const { composition, schema, fragments, operation, shapes } = known;
    const scope = { schema, fragments, variables: shapes.trace(variables, dependencies) };
    const plan = planOperation(scope, operation, composition.catalogue, access);
    if (plan.kind === 'code') return { kind: 'executed', reason: plan.reason };
    if (plan.kind === 'creation') {
      const { creation } = plan;
      if (isCreationObserved(composition.before, creation.type, Object.keys(creation.input as RecordInput)))
        return { kind: 'executed', reason: `Code looks at each ${creation.type.name} before it is written.` };
      if (CUSTOM in (creation.input as RecordInput))
        return { kind: 'executed', reason: 'Values of fields that the tenant added are written apart.' };
      return { kind: 'creation', ...creation, size: known.measure(variables) };
    }
    return {
      kind: 'compiled',
      statement: writeOperation(plan.outputs, access),
      readsMuch: plan.readsMuch,
      size: known.measure(variables),
    };
  }
}

/** The one statement whose only column is the JSON of `data`. */
export function writeOperation(outputs: readonly RootOutput[], access: Access): PreparedStatement {
  const statement = new StatementBuilder();
  const json = new RecordSql(statement, access, 'answer').operation(outputs);
  return statement.prepare(`select ${json} as json`);
}

/** The one statement of a creation for these variables; it yields nothing when it was refused. */
export function writeCreation(
  { key, type, input, node }: CreationPlan,
  work: Creator,
  variables: Readonly<Record<string, unknown>>,
): Promise<Statement> {
  const values = settle(input, { ...work.request, variables }) as RecordInput;
  return creationStatement(work, type, values, (statement, row) =>
    jsonObject([{ key, sql: new RecordSql(statement, work.context.access, 'answer').record(node, row) }]),
  );
}

let operations = 0;

/** A validated operation of one schema. */
export class KnownOperation {
  readonly id = ++operations;
  readonly composition: Composition;
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly shapes: VariableShapes;
  /** Why it is never compiled. */
  readonly codeReason: string | undefined;

  constructor(
    composition: Composition,
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
  ) {
    this.composition = composition;
    this.schema = schema;
    this.document = document;
    this.operation = operation;
    this.fragments = fragmentsOf(document);
    this.shapes = new VariableShapes(schema, operation);
    this.codeReason = whyCode(schema, operation);
  }

  /** The variables in the form in which resolvers get them; undefined when they do not fit. */
  coerce(given: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined {
    return getVariableValues(this.schema, this.operation.variableDefinitions ?? [], { ...given }, { maxErrors: 1 })
      .coerced;
  }

  /** `variables`: coerced. */
  measure(variables: Readonly<Record<string, unknown>>): OperationSize {
    return measureOperation(this.schema, this.fragments, this.operation, variables);
  }
}

function fragmentsOf({ definitions }: DocumentNode): Record<string, FragmentDefinitionNode> {
  return Object.fromEntries(
    definitions
      .filter((definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
}

function viewKey(operationName: string | undefined, access: Access): string {
  return `${access.fieldView} ${operationName ?? ''}`;
}
