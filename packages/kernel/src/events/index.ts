export { type EventBus, HintGate, inProcessBus, readHeads, writeHeads } from './event-bus.ts';
export { decodeEventCursor, encodeEventCursor, type LogPosition } from './event-cursor.ts';
export { EventLog, type LoggedEvent, type LoggedRecord, type LogPage } from './event-log.ts';
export {
  type EventFilter,
  type EventKind,
  type EventQuestion,
  type EventReaderContext,
  type SeenEvent,
  seeEvents,
} from './event-view.ts';
export { type Heads, LogHeads, type Waker } from './log-heads.ts';
export { EVENT_SCHEMA_VERSION, type Operation, operations } from './outbox.ts';
export {
  defineEvent,
  EventCatalogue,
  type OwnEvent,
  type Payload,
  type PayloadField,
  type PayloadFields,
} from './own-event.ts';
export { PostgresBus } from './postgres-bus.ts';
export { RecordSights } from './record-sights.ts';
export { Sequencer } from './sequencer.ts';
