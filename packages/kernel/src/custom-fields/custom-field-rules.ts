import { RapportError } from '../errors/index.ts';
import { reject } from '../records/kinds/index.ts';
import type { BeforeHandler } from '../work/unit-of-work.ts';
import { CustomField } from './custom-field.record.ts';

/** Fields of one record type. Each that a question uses costs a lookup per record. */
export const MAX_CUSTOM_FIELDS = 100;
const NAME = /^[a-z][A-Za-z0-9]*$/;
/** Any number; whoever adds fields in one tenant takes turns. */
const LOCK = 7_262_516;

const checkDefinition: BeforeHandler = {
  record: CustomField,
  on: ['created', 'restored'],
  run: async ({ record, path }, work) => {
    const { recordType, name, kind, choices } = record as Readonly<CustomField>;
    const { tenant, catalogue } = work.context;
    const type = catalogue.find(recordType);
    if (!type?.isExtensible)
      reject(`${path}.recordType`, `"${recordType}" is no record type to which fields can be added.`);
    if (!NAME.test(name)) reject(`${path}.name`, 'must be in camel case: a small letter, then letters and digits.');
    checkChoices(kind, choices, path);
    await work.run({ text: 'select pg_advisory_xact_lock($1, $2)', values: [LOCK, tenant.id] });
    const [row] = await work.run<{ fields: number }>({
      text: 'select count(*)::int as fields from custom_field where tenant_id = $1 and record_type = $2 and deleted_at is null',
      values: [tenant.id, recordType],
    });
    if ((row?.fields ?? 0) >= MAX_CUSTOM_FIELDS)
      throw new RapportError(
        'INPUT_INVALID',
        `${path}: ${recordType} has ${MAX_CUSTOM_FIELDS} added fields, and takes no more.`,
        {
          field: path,
        },
      );
    return undefined;
  },
};

const keepChoices: BeforeHandler = {
  record: CustomField,
  on: ['updated'],
  fields: ['choices'],
  run: async ({ before, after, record, path }) => {
    const choices = (after.choices ?? null) as readonly string[] | null;
    checkChoices(String(record.kind), choices, path);
    const gone = ((before.choices ?? []) as readonly string[]).find((choice) => !choices?.includes(choice));
    if (gone !== undefined) reject(`${path}.choices`, `must keep "${gone}", which records may hold.`);
    return undefined;
  },
};

function checkChoices(kind: string, choices: readonly string[] | null | undefined, path: string): void {
  if (kind !== 'CHOICE' && choices != null) reject(`${path}.choices`, 'is for fields of the kind CHOICE.');
  if (kind === 'CHOICE' && !choices?.length) reject(`${path}.choices`, 'must name what can be chosen.');
  if (new Set(choices).size !== (choices?.length ?? 0)) reject(`${path}.choices`, 'names something twice.');
}

export const customFieldRules = [checkDefinition, keepChoices];
