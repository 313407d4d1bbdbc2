import {
  defineRules,
  idOf,
  type RecordClass,
  type RecordRef,
  recordTypeOf,
  refuse,
  reject,
  type UnitOfWork,
  uuidOf,
} from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { FilledForm, FormTemplate } from './form.record.ts';
import type { FilledBlank, FormField } from './form-fields.ts';
import { valueAt } from './record-paths.ts';

const MAX_VALUE = 2_000;

/** Rules that clients branch on: `extensions.rule` of RULE_BROKEN. */
export const rules = defineRules({
  FORM_INCOMPLETE: 'A form is filled once all that it requires is known or given.',
});

export interface GivenValue {
  readonly key: string;
  readonly value: string;
}

/**
 * Fills a form from a record (A22): what we know, as far as whoever asks may see it, and what is given. What is given counts
 * more. Required blanks that stay empty are told all at once, so that they are asked for once.
 */
export async function fillForm(
  work: UnitOfWork,
  templateId: string,
  recordId: string,
  given: readonly GivenValue[],
): Promise<RecordRef> {
  const [template] = await work.find(FormTemplate, {
    filter: { id: { eq: templateId } },
    fields: ['recordType', 'body', 'fields'],
  });
  if (!template) reject('templateId', 'must be a form that there is.');
  const fields = template.fields as readonly FormField[];
  checkGiven(fields, given);
  const record = classOf(work, String(template.recordType));
  const customerId = await customerOf(work, record, recordId);
  const blanks: FilledBlank[] = [];
  for (const field of fields) blanks.push(await fill(work, field, record, recordId, given));
  const missing = fields.filter(
    ({ key, required }) => required && !blanks.some((blank) => blank.key === key && blank.value),
  );
  if (missing.length > 0)
    refuse(rules.FORM_INCOMPLETE, 'values', { missing: missing.map(({ key, label }) => ({ key, label })) });
  const count = (source: FilledBlank['source']) => blanks.filter((blank) => blank.source === source).length;
  const values = new Map(blanks.map(({ key, value }) => [key, value]));
  return work.create(FilledForm, {}, 'input', {
    templateId,
    customerId,
    userId: work.context.access.actor.userId ?? null,
    recordId,
    text: String(template.body).replace(/\{([A-Za-z0-9]+)\}/g, (blank, key: string) => values.get(key) ?? blank),
    blanks,
    prefilled: count('RECORD'),
    given: count('GIVEN'),
    empty: count('NOBODY'),
  });
}

function checkGiven(fields: readonly FormField[], given: readonly GivenValue[]): void {
  for (const [index, { key, value }] of given.entries()) {
    if (!fields.some((field) => field.key === key)) reject(`values[${index}].key`, 'is no blank of this form.');
    if (value.length > MAX_VALUE) reject(`values[${index}].value`, `must have at most ${MAX_VALUE} characters.`);
  }
}

function classOf(work: UnitOfWork, name: string): RecordClass {
  const type = work.context.catalogue.types.find((each) => each.name === name);
  if (!type) reject('templateId', `is a form for ${name} records, which are not there any more.`);
  return type.class;
}

/** The customer of a record that the actor may see. */
async function customerOf(work: UnitOfWork, record: RecordClass, recordId: string): Promise<string> {
  uuidOf(record, recordId, 'recordId');
  work.context.access.require(recordTypeOf(record), 'read');
  const name = record === Customer ? 'id' : 'customerId';
  const [row] = await work.find(record, { filter: { id: { eq: recordId } }, fields: [name] });
  if (!row?.[name]) reject('recordId', 'must be a record in sight that has a customer.');
  return idOf(Customer, uuidOf(Customer, row[name]));
}

async function fill(
  work: UnitOfWork,
  { key, label, path }: FormField,
  record: RecordClass,
  recordId: string,
  given: readonly GivenValue[],
): Promise<FilledBlank> {
  const said = given.find((each) => each.key === key)?.value.trim();
  if (said) return { key, label, value: said, source: 'GIVEN' };
  const known = path == null ? undefined : await valueAt(work, record, recordId, path);
  return known === undefined
    ? { key, label, value: '', source: 'NOBODY' }
    : { key, label, value: known, source: 'RECORD' };
}
