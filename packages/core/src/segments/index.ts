import { definePlugin } from '@rapport/sdk';
import { CatalogueItem } from './catalogue-item.record.ts';
import { CustomerChangesResolver } from './customer-changes.resolver.ts';
import { DecisionFactor } from './decision-factor.record.ts';
import { keepFresh, refreshAll } from './keep-segments.ts';
import { MainstreamResolver } from './mainstream.resolver.ts';
import { mainstreamRules } from './mainstream.rules.ts';
import { MainstreamMonth } from './mainstream-month.record.ts';
import { MainstreamSegment } from './mainstream-segment.record.ts';
import { MainstreamStrategy } from './mainstream-strategy.record.ts';
import { createSegments } from './migrations/0001-create-segments.ts';
import { orderDecisionFactors } from './migrations/0002-order-decision-factors.ts';
import { createMainstream } from './migrations/0003-create-mainstream.ts';
import { groupSegments } from './migrations/0004-group-segments.ts';
import { segmentEntered, segmentLeft } from './segment.events.ts';
import { Segment } from './segment.record.ts';
import { SegmentResolver } from './segment.resolver.ts';
import { segmentRules } from './segment.rules.ts';
import { SegmentGroup } from './segment-group.record.ts';
import { SegmentGroupResolver } from './segment-group.resolver.ts';
import { segmentGroupRules } from './segment-group.rules.ts';
import { handing } from './segment-group.service.ts';
import { SegmentMembership } from './segment-membership.record.ts';
import { SegmentOffer } from './segment-offer.record.ts';
import { SegmentReview } from './segment-review.record.ts';
import { SegmentSnapshot } from './segment-snapshot.record.ts';

export { CatalogueItem } from './catalogue-item.record.ts';
export { DecisionFactor, FactorKind } from './decision-factor.record.ts';
export { planningGrants } from './grants.ts';
export { MainstreamMonth } from './mainstream-month.record.ts';
export { MainstreamSegment } from './mainstream-segment.record.ts';
export { MainstreamStrategy } from './mainstream-strategy.record.ts';
export { segmentEntered, segmentLeft } from './segment.events.ts';
export { Segment, SegmentKind, SegmentState } from './segment.record.ts';
export { SegmentGroup } from './segment-group.record.ts';
export { MembershipCause, SegmentMembership } from './segment-membership.record.ts';
export { SegmentOffer } from './segment-offer.record.ts';
export { SegmentReview } from './segment-review.record.ts';
export { agesWithTime, readRule, type SegmentRule } from './segment-rule.ts';
export { SegmentSnapshot } from './segment-snapshot.record.ts';

export const segmentsPlugin = definePlugin({
  id: 'segments',
  version: '0.1.0',
  requires: ['customers', 'interactions'],
  records: [
    SegmentGroup,
    CatalogueItem,
    Segment,
    SegmentMembership,
    SegmentSnapshot,
    SegmentReview,
    SegmentOffer,
    DecisionFactor,
    MainstreamMonth,
    MainstreamSegment,
    MainstreamStrategy,
  ],
  permissions: [handing],
  resolvers: [SegmentResolver, SegmentGroupResolver, MainstreamResolver, CustomerChangesResolver],
  migrations: [createSegments, orderDecisionFactors, createMainstream, groupSegments],
  events: [segmentEntered, segmentLeft],
  before: [...segmentRules, ...segmentGroupRules, ...mainstreamRules],
  after: [keepFresh],
  jobs: [refreshAll],
});
