import {
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';
import { RapportError } from '../../errors/index.ts';
import { LateValue, type RequestValues } from '../late-value.ts';

/**
 * A plan serves every request that asks the same question with other values. What decides the question is in its key:
 * which variables and keys are given, how long lists are, and the values on which the planner looked, such as `first`.
 */

type Variables = Readonly<Record<string, unknown>>;
type Place = readonly [variable: string, ...keys: (string | number)[]];

/** No planner makes this of a value. */
const REFUSED = '\u0000refused';

/** One value on which a plan depends, or what the planner made of it. */
interface Dependency {
  readonly place: Place;
  readonly derive: (value: unknown) => unknown;
  /** Tells apart what is made of the same value. */
  readonly purpose: string;
}

/** The values on which the planner looked. */
export class Dependencies {
  /** Plans of one shape look at the same values again and again; each counts once, or no key would ever stay the same. */
  private readonly found = new Map<string, Dependency>();

  add(dependency: Dependency): void {
    const { place, purpose } = dependency;
    const key = JSON.stringify([place, purpose]);
    if (!this.found.has(key)) this.found.set(key, dependency);
  }

  get size(): number {
    return this.found.size;
  }

  /** Equal for variables with which the planner would do the same. */
  keyOf(variables: Variables): string {
    return JSON.stringify(
      [...this.found.values()].map(({ place, derive }) => {
        try {
          return derive(valueAt(variables, place));
        } catch (error) {
          // What one plan cannot take may mean nothing to the plan of these variables: a cursor of another order.
          if (error instanceof RapportError) return REFUSED;
          throw error;
        }
      }),
    );
  }
}

/** A leaf of the variables: a parameter of the statement, unless the planner asks for its value. */
export class VariableValue extends LateValue {
  private readonly place: Place;
  private readonly value: unknown;
  private readonly dependencies: Dependencies;

  constructor(place: Place, value: unknown, dependencies: Dependencies) {
    super();
    this.place = place;
    this.value = value;
    this.dependencies = dependencies;
  }

  read({ variables }: RequestValues): unknown {
    return valueAt(variables, this.place);
  }

  known<Derived>(derive: (value: unknown) => Derived, purpose: string): Derived {
    this.dependencies.add({ place: this.place, derive, purpose });
    return derive(this.value);
  }
}

/** A value that decides what the plan is; the plan is then good for this value only. */
export function known<Value>(value: Value | VariableValue): Value;
/**
 * What is made of such a value; the plan is good for every value of which the same is made. `purpose` names what that
 * is: two that share it must make the same of every value.
 */
export function known<Value, Derived>(
  value: Value | VariableValue,
  derive: (value: Value) => Derived,
  purpose: string,
): Derived;
export function known(value: unknown, derive: (value: never) => unknown = (same) => same, purpose = 'itself'): unknown {
  return value instanceof VariableValue
    ? value.known(derive as (value: unknown) => unknown, purpose)
    : derive(value as never);
}

/** Variables of an operation with their input types. */
export class VariableShapes {
  private readonly types: readonly (readonly [name: string, type: GraphQLInputType])[];

  constructor(schema: GraphQLSchema, operation: OperationDefinitionNode) {
    this.types = (operation.variableDefinitions ?? []).map(({ variable, type }) => {
      const inputType = typeFromAST(schema, type as never);
      if (!isInputType(inputType)) throw new Error(`$${variable.name.value} has no input type.`);
      return [variable.name.value, inputType] as const;
    });
  }

  /** What is given, without the values. */
  shapeOf(variables: Variables): string {
    return this.types.map(([name, type]) => shape(variables[name], type)).join(',');
  }

  /** The same variables with every leaf replaced by a value that is read from each request. */
  trace(variables: Variables, dependencies: Dependencies): Record<string, unknown> {
    const given = this.types.filter(([name]) => variables[name] !== undefined);
    return Object.fromEntries(given.map(([name, type]) => [name, trace(variables[name], type, [name], dependencies)]));
  }
}

function shape(value: unknown, type: GraphQLInputType): string {
  if (value === undefined) return '';
  if (value === null) return '0';
  if (Array.isArray(value))
    return holdsObjects(type) ? `[${value.map((item) => shape(item, itemOf(type))).join(',')}]` : `[${value.length}]`;
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return '1';
  const fields = named.getFields();
  return `{${Object.entries(value)
    .map(([key, item]) => `${key}:${fields[key] ? shape(item, fields[key].type) : ''}`)
    .join(',')}}`;
}

function trace(value: unknown, type: GraphQLInputType, place: Place, dependencies: Dependencies): unknown {
  if (value === undefined || value === null) return value;
  if (Array.isArray(value) && holdsObjects(type))
    return value.map((item, index) => trace(item, itemOf(type), [...place, index], dependencies));
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return new VariableValue(place, value, dependencies);
  const fields = named.getFields();
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      fields[key] ? trace(item, fields[key].type, [...place, key], dependencies) : item,
    ]),
  );
}

const holdsObjects = (type: GraphQLInputType): boolean => isInputObjectType(getNamedType(type));

function itemOf(type: GraphQLInputType): GraphQLInputType {
  const nullable = isNonNullType(type) ? (type.ofType as GraphQLInputType) : type;
  return isListType(nullable) ? (nullable.ofType as GraphQLInputType) : nullable;
}

function valueAt(variables: Variables, place: Place): unknown {
  return place.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], variables);
}
