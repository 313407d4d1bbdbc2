import { RapportError } from '../../errors/index.ts';
import { constantCase } from '../naming.ts';
import type { Field, RecordType } from '../record-type.ts';
import type { Grouping, TimeBucket } from './nodes.ts';
import { known } from './variables.ts';

/** `groupBy` as GraphQL hands it over. */
export interface GroupingInput {
  readonly field: string;
  readonly bucket?: TimeBucket | null;
  readonly timeZone?: string | null;
}

/** Fields that aggregates can be grouped by, by the name of their enum value. */
export function groupableFields(type: RecordType): Map<string, Field> {
  const fields = [...type.fields.values()].filter(
    (field) => field.filterable && field.kind.grouping !== 'none' && field.name !== 'id',
  );
  return new Map(fields.map((field) => [constantCase(field.name), field]));
}

export function readGroupings(type: RecordType, input: readonly GroupingInput[]): Grouping[] {
  const choices = groupableFields(type);
  const seen = new Set<Field>();
  return input.map((item, index) => {
    const [name, bucket, timeZone] = [known(item.field), known(item.bucket), known(item.timeZone)];
    const path = `groupBy[${index}]`;
    const field = choices.get(name);
    if (!field) throw new Error(`${type.name} has no grouping ${name}.`);
    if (seen.has(field)) refuse(path, `groups by ${name} a second time.`);
    seen.add(field);
    if (field.kind.grouping !== 'time' && (bucket || timeZone))
      refuse(path, `${name} is not a time, so it takes no bucket and no time zone.`);
    if (timeZone && !bucket) refuse(`${path}.timeZone`, 'means something only together with `bucket`.');
    if (bucket === 'HOUR' && field.kind.name === 'date') refuse(`${path}.bucket`, `${name} has no hours.`);
    return { field, bucket: bucket ?? undefined, timeZone: knownTimeZone(timeZone ?? 'UTC', `${path}.timeZone`) };
  });
}

/** The zone under its name in the IANA database; the same list as Postgres reads. */
function knownTimeZone(name: string, path: string): string {
  try {
    // Intl also takes offsets, whose sign Postgres reads the other way round.
    if (/^[+-]/.test(name)) throw new RangeError(name);
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return refuse(path, `${JSON.stringify(name)} is not a time zone of the IANA database, such as Asia/Taipei.`);
  }
}

function refuse(field: string, problem: string): never {
  throw new RapportError('GROUPING_INVALID', `${field}: ${problem}`, { field });
}
