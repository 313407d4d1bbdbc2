export { RecordCatalogue } from './catalogue.ts';
export { type AnswerPath, hasCutPages, takeCutPages } from './cut-pages.ts';
export { type DeclaredTable, declaredTables } from './declared-table.ts';
export { ExtensionOf, type ExtensionOptions } from './extensions/extension.decorator.ts';
export { nestedValues } from './extensions/nested-values.ts';
export {
  belongsTo,
  type FieldOptions,
  field,
  type Ref,
  type ReferenceListOptions,
  type ReferenceOptions,
  refersToMany,
} from './field.decorators.ts';
export type { FieldKind, InputContext, LeafOperator, Measure } from './field-kind.ts';
export { idOf, uuidOf } from './ids.ts';
export {
  DateScalar,
  DateTimeScalar,
  type EnumerationValue,
  enumeration,
  formatMinor,
  JsonScalar,
  Money,
  MoneyInput,
  normaliseEmail,
  normalisePhone,
  parseMinor,
  reject,
  SecretState,
} from './kinds/index.ts';
export { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from './plan/page.ts';
export { RecordReader } from './reader.ts';
export {
  type LifeCycleOptions,
  Record,
  RecordBase,
  type RecordOptions,
  type TransitionOptions,
  type WindowOptions,
} from './record.decorator.ts';
export { decodeId, encodeId, newUuid } from './record-id.ts';
export type {
  Action,
  Combine,
  Extension,
  Field as RecordField,
  Grant,
  RecordClass,
  RecordType,
  Reference,
  RowScope as RowScopeName,
} from './record-type.ts';
export { recordTypeOf } from './registry.ts';
export { foldText } from './search/fold.ts';
export { COUNT_CAP } from './sql/list-sql.ts';
export type { RecordInput } from './write/input.ts';
