import type { InputContext } from '../records/field-kind.ts';
import { secret } from '../records/kinds/index.ts';
import { decodeId } from '../records/record-id.ts';
import type { RecordClass, RecordType } from '../records/record-type.ts';
import { fieldOf } from '../records/relations.ts';
import { quoteIdentifier } from '../tenancy/index.ts';
import type { UnitOfWork, WorkContext } from './unit-of-work.ts';

/** A secret opens for the tenant, record type and field for which it was given, and nowhere else. */
const purposeOf = (tenantId: number, type: RecordType, field: string) => `record ${tenantId}/${type.name}.${field}`;

/** What the values of an input are read with. */
export function inputContext({ tenant, secrets }: WorkContext, type: RecordType): InputContext {
  return {
    defaultCountry: tenant.defaultCountry,
    conceal: (text, field) => secrets.close(text, purposeOf(tenant.id, type, field.name)).toString('base64'),
  };
}

/** The secret in a field that `holder` declares: a record type, or an extension of one. Null where there is none. */
export async function openSecret(
  work: UnitOfWork,
  holder: RecordClass,
  id: string,
  name: string,
): Promise<string | null> {
  const { tenant, secrets, catalogue } = work.context;
  const [type, extension] = catalogue.findExtension(holder.name) ?? [catalogue.typeOf(holder)];
  const field = fieldOf(type, extension ? `${extension.key}.${name}` : name);
  if (field.kind !== secret) throw new Error(`${type.name}.${field.name} is no secret.`);
  const [column = ''] = fieldOf(extension ?? type, name).columns;
  const [row] = await work.run<{ box: string | null }>({
    text: `select ${quoteIdentifier(column)} as box from ${quoteIdentifier((extension ?? type).table)} where tenant_id = $1 and id = $2`,
    values: [tenant.id, decodeId(type, id, 'id')],
  });
  return row?.box ? secrets.open(Buffer.from(row.box, 'base64'), purposeOf(tenant.id, type, field.name)) : null;
}
