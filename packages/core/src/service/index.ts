import { definePlugin } from '@rapport/sdk';
import { createService } from './migrations/0001-create-service.ts';
import { Queue } from './queue.record.ts';
import { ServiceCategory } from './service-category.record.ts';
import { ServiceCause } from './service-cause.record.ts';
import { ServiceRequest } from './service-request.record.ts';
import { serviceRequestRules } from './service-request.rules.ts';
import { Skill } from './skill.record.ts';

export { Queue, QueueAssignment } from './queue.record.ts';
export { ServiceCategory } from './service-category.record.ts';
export { ServiceCause } from './service-cause.record.ts';
export { ServiceRequest } from './service-request.record.ts';
export { ComplaintStep, RequestLevel, ServiceRequestKind, ServiceRequestState } from './service-request.states.ts';
export { Skill } from './skill.record.ts';

export const servicePlugin = definePlugin({
  id: 'service',
  version: '0.1.0',
  requires: ['customers', 'interactions'],
  records: [Skill, Queue, ServiceCategory, ServiceCause, ServiceRequest],
  migrations: [createService],
  before: serviceRequestRules,
});
