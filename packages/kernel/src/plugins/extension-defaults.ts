import { type ColumnDefault, columnDefaults } from '../records/extensions/column-defaults.ts';
import type { Extension, RecordType } from '../records/record-type.ts';
import { quoteIdentifier, type Statement } from '../tenancy/index.ts';
import type { Installation } from './installation.ts';

/** Statements that give each record of a tenant the defaults of what plugins add, where there is no row for it yet. */
export function defaultFillings(
  { catalogue }: Pick<Installation, 'catalogue'>,
  plugins: readonly string[],
  tenantId: number,
): Statement[] {
  return catalogue.types.flatMap((type) =>
    [...type.extensions.values()].flatMap((extension) => {
      const defaults = columnDefaults(extension.fields.values());
      return plugins.includes(extension.plugin) && defaults.length > 0
        ? [fillDefaults(type, extension, defaults, tenantId)]
        : [];
    }),
  );
}

function fillDefaults(
  { table }: RecordType,
  extension: Extension,
  defaults: readonly ColumnDefault[],
  tenantId: number,
): Statement {
  const names = defaults.map(({ name }) => quoteIdentifier(name)).join(', ');
  const values = defaults.map(({ type }, position) => `$${position + 2}::${type}`).join(', ');
  return {
    text: `
insert into ${quoteIdentifier(extension.table)} (tenant_id, id, ${names})
select tenant_id, id, ${values} from ${quoteIdentifier(table)} where tenant_id = $1
on conflict (tenant_id, id) do nothing`,
    values: [tenantId, ...defaults.map(({ value }) => value)],
  };
}
