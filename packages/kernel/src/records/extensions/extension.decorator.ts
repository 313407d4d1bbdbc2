import { ObjectType } from 'type-graphql';
import { takeDeclarations } from '../field.decorators.ts';
import type { IndexFields } from '../record.decorator.ts';
import type { Field, FieldNames, RecordClass, Reference, ReferenceList } from '../record-type.ts';

export interface ExtensionOptions {
  readonly description: string;
  /** Indexes besides those that orders bring. They serve filters. */
  readonly indexes?: readonly IndexFields[];
  /** Values that records may not share. A soft-deleted record keeps its own, so that it can always be restored. */
  readonly unique?: readonly IndexFields[];
  /** What built-in roles may not do with these fields, by role key. Whoever may read or write the record may do the same with the others. */
  readonly deny?: Readonly<Record<string, FieldNames>>;
}

/** Fields that a class declares for the records of another plugin. */
export interface ExtensionDeclaration {
  readonly class: RecordClass;
  readonly target: () => RecordClass;
  readonly options: ExtensionOptions;
  readonly fields: ReadonlyMap<string, Field>;
  readonly references: ReadonlyMap<string, Reference>;
  readonly referenceLists: ReadonlyMap<string, ReferenceList>;
}

const declarations = new WeakMap<RecordClass, ExtensionDeclaration>();

/**
 * Declares fields that a plugin adds to the records of another one. The class body declares them as that of a record
 * type does; each must be nullable or have a default, so that the records can do without them.
 */
export function ExtensionOf(target: () => RecordClass, options: ExtensionOptions) {
  return (extensionClass: RecordClass): void => {
    declarations.set(extensionClass, { class: extensionClass, target, options, ...takeDeclarations(extensionClass) });
    ObjectType(extensionClass.name, { description: options.description, simpleResolvers: true })(extensionClass);
  };
}

/** What a class decorated with `@ExtensionOf` declares. */
export function extensionDeclarationOf(extensionClass: RecordClass): ExtensionDeclaration {
  const declaration = declarations.get(extensionClass);
  if (!declaration) throw new Error(`${extensionClass?.name ?? 'undefined'} is not decorated with @ExtensionOf.`);
  return declaration;
}
