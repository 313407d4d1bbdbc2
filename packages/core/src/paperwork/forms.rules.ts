import { type BeforeHandler, type RecordChange, reject, type UnitOfWork } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { FormTemplate } from './form.record.ts';
import type { FormField } from './form-fields.ts';
import { pathProblem } from './record-paths.ts';

const MAX_FIELDS = 100;
const KEY = /^[a-z][A-Za-z0-9]{0,39}$/;

/** Names of the blanks in a text. */
export const blanksIn = (body: string): string[] => [
  ...new Set([...body.matchAll(/\{([A-Za-z0-9]+)\}/g)].map(([, key = '']) => key)),
];

/** A form can be filled: its type is there, its paths lead somewhere, and text and blanks know each other. */
async function check({ record, path }: RecordChange, { context: { catalogue } }: UnitOfWork): Promise<undefined> {
  const type = catalogue.types.find(({ name }) => name === record.recordType);
  if (!type) reject(`${path}.recordType`, 'must be a record type that is installed.');
  if (type.class !== Customer && type.references.get('customer')?.target() !== Customer)
    reject(
      `${path}.recordType`,
      'must be Customer, or a type with a relation `customer`: a form is filled for somebody.',
    );
  const fields = record.fields as readonly FormField[];
  if (fields.length === 0 || fields.length > MAX_FIELDS) reject(`${path}.fields`, `must be 1 to ${MAX_FIELDS}.`);
  for (const [index, { key, label, path: from }] of fields.entries()) {
    const at = `${path}.fields[${index}]`;
    if (!KEY.test(key)) reject(`${at}.key`, 'must be letters and digits, beginning with a small letter; at most 40.');
    if (fields.findIndex((other) => other.key === key) < index) reject(`${at}.key`, 'is there twice.');
    if (label.trim() === '' || label.length > 200) reject(`${at}.label`, 'must have 1 to 200 characters.');
    const problem = from == null ? undefined : pathProblem(type, from);
    if (problem) reject(`${at}.path`, problem);
  }
  const unknown = blanksIn(String(record.body)).find((blank) => !fields.some(({ key }) => key === blank));
  if (unknown !== undefined) reject(`${path}.body`, `has the blank {${unknown}}, of which \`fields\` say nothing.`);
}

export const formRules: readonly BeforeHandler[] = [{ record: FormTemplate, on: ['created', 'updated'], run: check }];
