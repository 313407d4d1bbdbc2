import { type RecordField, type RecordType, recordTypeOf } from '@rapport/kernel';
import type { TestTenant } from '../test-app.ts';

type SampleMaker = (tenant: TestTenant) => object | Promise<object>;
type Values = Record<string, unknown>;
/** Which optional fields are given. */
type Wanted = (field: RecordField) => boolean;

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.parse('2020-01-01T00:00:00Z');

/** Makes up values of fields and inputs of records, different ones each time. */
export class Samples {
  private readonly makers: Readonly<Record<string, SampleMaker>>;
  private made = 0;

  constructor(makers: Readonly<Record<string, SampleMaker>>) {
    this.makers = makers;
  }

  /** A value in the form in which answers show it; undefined for a kind that knows none. */
  async value(tenant: TestTenant, field: RecordField): Promise<unknown> {
    const number = ++this.made;
    if (field.enumeration) return field.enumeration.values[number % field.enumeration.values.length];
    if (field.choices) return field.choices[number % field.choices.length];
    if (field.target) {
      const id = await this.idOf(tenant, recordTypeOf(field.target()), number);
      return field.kind.name === 'refs' && id !== undefined ? [id] : id;
    }
    const { min = 0, max = min + 1_000_000, maxLength = 20, scale = 0 } = field;
    const within = min + (number % (max - min + 1));
    switch (field.kind.name) {
      case 'text':
      case 'longText':
      case 'secret':
        return `Sample ${number}`.slice(-maxLength).trim();
      case 'texts':
        return [`Sample ${number}`.slice(-maxLength).trim()];
      case 'email':
        return `sample${number}@example.com`;
      case 'phone':
        return `+8869${String(12_000_000 + number)}`;
      case 'int':
        return within;
      case 'decimal':
        return within.toFixed(scale);
      case 'boolean':
        return number % 2 === 0;
      case 'money':
        return { amount: `${number}.00`, currency: 'TWD' };
      case 'instant':
        return new Date(FIRST_DAY + number * DAY_MS).toISOString().replace('.000Z', '+00:00');
      case 'date':
      case 'pastDate':
        return new Date(FIRST_DAY + (number % 2_000) * DAY_MS).toISOString().slice(0, 10);
      default:
        return undefined;
    }
  }

  /** The input of a new record: what it needs, and what is wanted besides. */
  async input(tenant: TestTenant, type: RecordType, isWanted: Wanted = () => false): Promise<Values> {
    const input: Values = {};
    const ends = new Set(type.windows.flatMap(({ from, until }) => (isNeeded(until) ? [] : [from, until])));
    for (const field of type.fields.values()) {
      if (field.writable === 'never' || field.target?.() === type.class || (ends.has(field) && !isNeeded(field)))
        continue;
      if (!isNeeded(field) && !isWanted(field)) continue;
      const value = await this.value(tenant, field);
      if (value !== undefined) place(input, field, value);
    }
    return { ...input, ...(await this.makers[type.name]?.(tenant)) };
  }

  /**
   * Makes a record as the administrator of the tenant; returns its id. What rules of the record refuse is left out,
   * where it may be missing: nothing that is made up knows of them.
   */
  async create(tenant: TestTenant, type: RecordType, isWanted?: Wanted, values: Values = {}): Promise<string> {
    const input = { ...(await this.input(tenant, type, isWanted)), ...values };
    const document = `mutation($input: Create${type.name}Input!) { it: create${type.name}(input: $input) { id } }`;
    while (true) {
      const { data, errors } = await tenant.admin.ask<{ it: { id: string } }>(document, { input });
      if (data) return data.it.id;
      const [error] = errors ?? [];
      const name = /^input\.(\w+)/.exec(String(error?.extensions?.field))?.[1];
      if (name === undefined || name in values || !(name in input) || isNeeded(type.fields.get(name)))
        throw new Error(
          `The contract could not make a ${type.name}: ${error?.message} Say how in \`samples.${type.name}\`.`,
          { cause: { error, input } },
        );
      delete input[name];
    }
  }

  private idOf(tenant: TestTenant, target: RecordType, number: number): Promise<string> | string | undefined {
    if (target.name !== 'User') return isCreatable(target) ? this.create(tenant, target) : undefined;
    const users = Object.values(tenant.users);
    return users[number % users.length];
  }
}

/** Whether the API makes records of this type: others only come about. */
export const isCreatable = ({ commands, fields }: RecordType): boolean =>
  commands.includes('create') && [...fields.values()].some(({ writable }) => writable !== 'never');

/** Whether a record cannot be made without it. */
const isNeeded = (field: RecordField | undefined): boolean =>
  field !== undefined && !field.nullable && field.default === undefined && !field.orActor && !field.databaseDefault;

/** Puts a value where the input of its record has it. */
export function place(input: Values, { name, extension }: RecordField, value: unknown): void {
  if (!extension) input[name] = value;
  else input[extension.key] = { ...(input[extension.key] as Values | undefined), [extension.name]: value };
}

/** What no field of this kind can hold. */
export function wrongValueFor(field: RecordField): unknown {
  if (field.target) {
    const unknown = `${recordTypeOf(field.target()).prefix}_00000000-0000-7000-8000-000000000000`;
    return field.kind.name === 'refs' ? [unknown] : unknown;
  }
  if (field.enumeration) return 'NO_SUCH_VALUE';
  if (field.max !== undefined && field.kind.name === 'int') return field.max + 1;
  switch (field.kind.name) {
    case 'text':
    case 'longText':
    case 'choice':
      return 'x'.repeat((field.maxLength ?? 10_000) + 1);
    case 'secret':
      return 'x'.repeat((field.maxLength ?? 10_000) + 1);
    case 'texts':
      return ['x'.repeat((field.maxLength ?? 10_000) + 1)];
    case 'int':
    case 'boolean':
      return 'neither';
    case 'money':
      return { amount: '1.00', currency: 'NONE' };
    default:
      return 'neither';
  }
}
