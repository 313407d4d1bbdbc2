export type { RecordCondition } from '../events/event-view.ts';
export type { AffectedRecords } from './affected-records.ts';
export { type Announcement, affectedBy } from './condition-causes.ts';
export { type Matching, matchingStatement } from './matching.ts';
