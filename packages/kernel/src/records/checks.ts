import { quoteIdentifier, quoteLiteral } from '../tenancy/index.ts';
import { secret } from './kinds/index.ts';
import type { Field, RecordType } from './record-type.ts';

export interface CheckConstraint {
  readonly name: string;
  readonly expression: string;
}

/** CHECK constraints of a record's table: the database refuses what validation should have refused before. */
export function checksOf(type: Pick<RecordType, 'table' | 'fields' | 'windows'>): CheckConstraint[] {
  const ofFields = [...type.fields.values()].flatMap((field) => {
    const expression = checkOf(field);
    return expression ? [{ name: `${type.table}_${field.columns[0]}_check`, expression }] : [];
  });
  const ofWindows = type.windows.map(({ from, until }) => {
    const [begins, ends] = [from.columns[0] ?? '', until.columns[0] ?? ''];
    return {
      name: `${type.table}_${ends}_after_check`,
      expression: `${quoteIdentifier(ends)} > ${quoteIdentifier(begins)}`,
    };
  });
  // Two windows may be of the same time, each exclusive by another field.
  return [...new Map([...ofFields, ...ofWindows].map((check) => [check.name, check])).values()];
}

function checkOf(field: Field): string | undefined {
  const column = quoteIdentifier(field.columns[0] ?? '');
  if (field.enumeration) return `${column} in (${field.enumeration.values.map(quoteLiteral).join(', ')})`;
  // What is encrypted is longer.
  if (field.kind === secret) return undefined;
  if (field.maxLength !== undefined && field.kind.columns[0]?.type === 'text')
    return `char_length(${column}) <= ${field.maxLength}`;
  if (field.columns.length === 2) return `(${column} is null) = (${quoteIdentifier(field.columns[1] ?? '')} is null)`;
  return undefined;
}
