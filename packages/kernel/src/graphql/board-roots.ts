import { type GraphQLFieldConfigMap, GraphQLID, GraphQLInt, GraphQLNonNull } from 'graphql';
import { type FilterInput, FilterReader } from '../records/filter.ts';
import { type OrderInput, readOrder } from '../records/order.ts';
import type { PageSizes } from '../records/plan/page.ts';
import type { RecordClass, RecordType } from '../records/record-type.ts';
import { fieldOf } from '../records/relations.ts';
import type { ExecutionContext } from '../work/request-context.ts';
import { afterOfSubscription, FOLLOW, type Follow } from './event-roots.ts';
import { recordEventType } from './event-types.ts';
import type { SchemaView } from './field-rules.ts';
import { connectionType } from './list-types.ts';
import { SIZES } from './operation-size.ts';
import { root } from './record-roots.ts';
import type { TypeBook } from './type-book.ts';

type Roots = GraphQLFieldConfigMap<unknown, ExecutionContext>;

/** What people keep looking at: the records of one type that are in one place, all at once and as they change. */
export interface Board {
  /** The query, for example `queueBoard`; `queueBoardChanged` follows it. */
  readonly name: string;
  /** What is on it, for example `Open requests of a queue.` */
  readonly description: string;
  /** One of the record types of the plugin. */
  readonly record: RecordClass;
  /** The field that says on which board a record is; the argument of query and subscription has its name. */
  readonly by: string;
  /** Which of them are on it: conditions on fields. */
  readonly filter: FilterInput;
  readonly orderBy: readonly OrderInput[];
}

/** A board is read at once, so it holds more than a page of a list. */
const BOARD_SIZES: PageSizes = { usual: 500, most: 500 };

interface BoardArguments {
  readonly first?: number | null;
  readonly [by: string]: unknown;
}

/** The query of a board, for whoever may read what decides on it. */
export function boardRoot(book: TypeBook, board: Board, view: SchemaView): Roots {
  const type = view.catalogue.typeOf(board.record);
  if (!isVisible(board, type, view)) return {};
  return {
    [board.name]: root<BoardArguments>(
      {
        type: new GraphQLNonNull(connectionType(book, type)),
        description: `${board.description} All at once, as far as they are in sight; \`${changesOf(board)}\` follows it.`,
        args: {
          ...placeArgument(board),
          first: {
            type: GraphQLInt,
            description: `At most so many: 1 to ${BOARD_SIZES.most}, or ${BOARD_SIZES.usual} when not given. A list goes on where it ends.`,
          },
        },
        extensions: { [SIZES]: BOARD_SIZES },
      },
      (planner, nodes, { first = null, ...args }) => {
        const list = { filter: filterOf(board, args[board.by]), orderBy: board.orderBy, first };
        return { kind: 'connection', connection: planner.connection(type, nodes, list, BOARD_SIZES) };
      },
    ),
  };
}

/** The subscription of a board: what comes on it, changes, or leaves it. */
export function boardChangedRoot(book: TypeBook, board: Board, view: SchemaView): Roots {
  const type = view.catalogue.typeOf(board.record);
  if (!isVisible(board, type, view)) return {};
  const follow: Follow = (args, { catalogue, access }) => {
    access.require(type, 'read');
    const filter = new FilterReader(catalogue, access).read(type, filterOf(board, args[board.by]));
    return { wantsType: () => true, records: [{ type, filter }], filter: {} };
  };
  return {
    [changesOf(board)]: {
      type: new GraphQLNonNull(recordEventType(book, type)),
      description: `What happens to \`${board.name}\` from now on, or since a cursor. What leaves it comes as REMOVED.`,
      args: { ...placeArgument(board), after: afterOfSubscription },
      extensions: { [FOLLOW]: follow },
    },
  };
}

const changesOf = ({ name }: Board): string => `${name}Changed`;

/** Fields that decide on what a board shows. */
export function decidingFields({ by, filter, orderBy }: Board, type: RecordType): string[] {
  const sorted = readOrder(type, orderBy).terms.map(({ field }) => field.name);
  return [by, ...Object.keys(filter), ...sorted];
}

const isVisible = (board: Board, type: RecordType, { rules }: SchemaView): boolean =>
  decidingFields(board, type).every((name) => rules.canRead(type, fieldOf(type, name)));

const filterOf = ({ by, filter }: Board, id: unknown): FilterInput => ({ and: [{ [by]: { eq: id } }, filter] });

const placeArgument = ({ by }: Board) => ({
  [by]: { type: new GraphQLNonNull(GraphQLID), description: 'Of what it is the board.' },
});
