import { type Migration, type RecordClass, tablesSql } from '@rapport/sdk';

export const createTables = (records: readonly RecordClass[], extensions: readonly RecordClass[]): Migration => ({
  id: '0001-create',
  sql: tablesSql({ id: 'real-estate', records, extensions }),
});
