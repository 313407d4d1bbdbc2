import type { Measure } from '../field-kind.ts';
import type { Order } from '../order.ts';
import type { Predicate } from '../predicate.ts';
import type { Collection, Field, RecordType, Reference, ReferenceList } from '../record-type.ts';
import type { DeletedRows } from '../sql/predicate-sql.ts';
import type { TimelineSource } from '../timeline.ts';

/**
 * What to fetch, in the shape of the answer: every output has the key under which the answer shows it.
 * How to fetch it is the business of `sql/`.
 */

/** A record with what was selected of it. */
export interface RecordNode {
  readonly type: RecordType;
  readonly outputs: readonly RecordOutput[];
  /** Fields that resolvers with code read, besides what was selected. */
  readonly needs: readonly Field[];
}

/** What a query asks at its root. */
export type RootOutput = TypenameOutput | (RootNode & { readonly key: string });

/** The creation of a record as a root field of a mutation, with what is shown of it. */
export interface CreationNode {
  readonly key: string;
  readonly type: RecordType;
  /** Input as the API gets it, or what stands for it. */
  readonly input: unknown;
  readonly node: RecordNode;
}

/** What one root field fetches. */
export type RootNode =
  | { readonly kind: 'record'; readonly id: RecordId; readonly node: RecordNode }
  | RecordsNode
  | { readonly kind: 'connection'; readonly connection: ConnectionNode }
  | { readonly kind: 'stats'; readonly stats: StatsNode };

/** An id as the API gets it, and where it stands in the request. */
export interface RecordId {
  readonly value: unknown;
  readonly path: string;
}

/** Records of several types, in the order of their ids. */
export interface RecordsNode {
  readonly kind: 'records';
  /** A list of ids as the API gets them, or what stands for it. */
  readonly ids: unknown;
  readonly resolve: (id: unknown, index: number) => readonly [type: RecordType, uuid: string];
  /** One for each type that occurs. */
  readonly nodes: readonly RecordNode[];
}

export type RecordOutput =
  | TypenameOutput
  | FieldOutput
  /** What a plugin added to the record. */
  | { readonly kind: 'extension'; readonly key: string; readonly outputs: readonly RecordOutput[] }
  /** The scores of the record: a list of those that there are. */
  | { readonly kind: 'scores'; readonly key: string; readonly scores: readonly ScoreNode[] }
  | { readonly kind: 'constant'; readonly key: string; readonly value: string }
  | { readonly kind: 'one'; readonly key: string; readonly reference: Reference; readonly node: RecordNode }
  | { readonly kind: 'several'; readonly key: string; readonly list: ReferenceList; readonly node: RecordNode }
  | {
      readonly kind: 'many';
      readonly key: string;
      readonly collection: Collection;
      readonly connection: ConnectionNode;
    }
  | { readonly kind: 'stats'; readonly key: string; readonly collection: Collection; readonly stats: StatsNode }
  | { readonly kind: 'timeline'; readonly key: string; readonly timeline: TimelineNode };

/** One score, and what was selected of it. */
export interface ScoreNode {
  /** The field that has a value where there is a score. */
  readonly value: Field;
  readonly outputs: readonly RecordOutput[];
}

export interface FieldOutput {
  readonly kind: 'field';
  readonly key: string;
  readonly field: Field;
  /** What is selected of a value that has parts, such as an amount. */
  readonly parts: readonly PartOutput[];
}

export type PartOutput = TypenameOutput | { readonly kind: 'part'; readonly key: string; readonly name: string };

export interface TypenameOutput {
  readonly kind: 'typename';
  readonly key: string;
  readonly name: string;
}

/** A page of a list, and what was selected of it. */
export interface ConnectionNode {
  readonly type: RecordType;
  readonly filter: Predicate;
  /** `only`: lists the soft-deleted records instead of the living ones. */
  readonly deleted: DeletedRows;
  readonly order: Order;
  readonly page: Page;
  readonly outputs: readonly ConnectionOutput[];
}

/** A page of records of one type or of several. */
export type PagedNode = Pick<ConnectionNode | TimelineNode, 'page' | 'outputs'>;

export const asksForPageInfo = ({ outputs }: PagedNode): boolean => outputs.some(({ kind }) => kind === 'pageInfo');

/** One row more than the page holds tells whether there are others; nobody reads it who does not ask. */
export function rowsToRead(node: PagedNode): number {
  return node.page.size + (asksForPageInfo(node) ? 1 : 0);
}

export interface Page {
  readonly size: number;
  /** Counted from the end, as `last` asks. */
  readonly backward: boolean;
  readonly cursor: PageCursor | undefined;
}

export interface PageCursor {
  readonly value: string;
  readonly path: string;
  /** Which terms of the order have a value at the cursor. */
  readonly present: readonly boolean[];
}

export type ConnectionOutput =
  | TypenameOutput
  | { readonly kind: 'nodes'; readonly key: string; readonly node: RecordNode }
  | { readonly kind: 'edges'; readonly key: string; readonly outputs: readonly EdgeOutput[] }
  | { readonly kind: 'pageInfo'; readonly key: string; readonly outputs: readonly PageInfoOutput[] }
  | { readonly kind: 'totalCount' | 'totalCountIsExact' | 'exactCount'; readonly key: string };

export type EdgeOutput =
  | TypenameOutput
  | { readonly kind: 'cursor'; readonly key: string }
  | { readonly kind: 'node'; readonly key: string; readonly node: RecordNode };

export const pageInfoFields = ['hasNextPage', 'hasPreviousPage', 'startCursor', 'endCursor'] as const;
export type PageInfoField = (typeof pageInfoFields)[number];
export type PageInfoOutput = TypenameOutput | { readonly kind: PageInfoField; readonly key: string };

/** A page of what happened with one record: records of several types, newest first. */
export interface TimelineNode {
  /** The type of the record whose timeline it is. */
  readonly parent: RecordType;
  readonly sources: readonly TimelineSource[];
  readonly page: Page;
  readonly outputs: readonly TimelineOutput[];
}

export type TimelineOutput =
  | TypenameOutput
  | { readonly kind: 'nodes'; readonly key: string; readonly entries: TimelineEntries }
  | { readonly kind: 'edges'; readonly key: string; readonly outputs: readonly TimelineEdgeOutput[] }
  | { readonly kind: 'pageInfo'; readonly key: string; readonly outputs: readonly PageInfoOutput[] };

export type TimelineEdgeOutput =
  | TypenameOutput
  | { readonly kind: 'cursor' | 'at'; readonly key: string }
  | { readonly kind: 'node'; readonly key: string; readonly entries: TimelineEntries };

/** What was selected of an entry, for each source of the timeline. */
export type TimelineEntries = readonly RecordNode[];

export const timeBuckets = ['HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'] as const;
export type TimeBucket = (typeof timeBuckets)[number];

export interface Grouping {
  readonly field: Field;
  readonly bucket: TimeBucket | undefined;
  readonly timeZone: string;
}

/** Aggregates over the records of one type, by groups. */
export interface StatsNode {
  readonly type: RecordType;
  readonly filter: Predicate;
  readonly deleted: DeletedRows;
  readonly groupings: readonly Grouping[];
  /** At most so many groups. */
  readonly size: number;
  readonly outputs: readonly StatsOutput[];
}

export type StatsOutput =
  | TypenameOutput
  | { readonly kind: 'groups'; readonly key: string; readonly outputs: readonly GroupOutput[] }
  | { readonly kind: 'hasMoreGroups'; readonly key: string };

export type GroupOutput =
  | TypenameOutput
  | { readonly kind: 'count'; readonly key: string }
  | { readonly kind: 'groupKey'; readonly key: string; readonly outputs: readonly GroupKeyOutput[] }
  | {
      readonly kind: 'measure';
      readonly key: string;
      readonly measure: Measure;
      readonly outputs: readonly MeasureOutput[];
    };

export type GroupKeyOutput = TypenameOutput | { readonly kind: 'field'; readonly key: string; readonly field: Field };

export type MeasureOutput = TypenameOutput | FieldOutput;
