import { belongsTo, field, Record, RecordBase, type Ref, User } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { InteractionChannel } from '../interactions/index.ts';
import { Entitlement } from './entitlement.record.ts';
import { Queue } from './queue.record.ts';
import { ServiceCategory } from './service-category.record.ts';
import { ServiceCause } from './service-cause.record.ts';
import { ComplaintStep, RequestLevel, ServiceRequestKind, ServiceRequestState } from './service-request.states.ts';

/** Something that a customer wants of us, from the first word to the end (O7, A21, domain model 3.7). */
@Record({
  prefix: 'srq',
  description:
    'Something that a customer wants of us: a question, a complaint, a fault, a service. It has one owner and one set of clocks, whoever helps.',
  extensible: true,
  // It belongs to whoever opened it, so that he can follow it, and to whoever answers for it.
  ownership: { owner: ['openedBy', 'owner'], through: 'customer' },
  timelines: [{ of: 'customer', at: 'createdAt' }],
  search: { fields: { subject: 'name' } },
  merging: { into: 'duplicateOf', marks: { state: 'DUPLICATE' } },
  indexes: [
    ['customerId', '-createdAt', '-id'],
    ['queueId', 'open', 'dueAt', 'id'],
    ['queueId', 'state', 'priority', 'createdAt', 'id'],
    ['ownerId', 'open', 'dueAt', 'id'],
    ['open', 'dueAt', 'id'],
    ['state', '-createdAt', '-id'],
    ['kind', '-createdAt', 'customerId'],
    ['categoryId', '-createdAt', '-id'],
    ['causeId', '-createdAt', '-id'],
    ['problemId', '-createdAt', '-id'],
    ['openedById', '-createdAt', '-id'],
    ['entitlementId', '-createdAt', '-id'],
    ['followsId', '-createdAt', '-id'],
    ['splitFromId', '-createdAt', '-id'],
    ['duplicateOfId', '-createdAt', '-id'],
  ],
  lifeCycle: {
    field: 'state',
    transitions: {
      assign: {
        description: 'Gives it to somebody, or to a queue.',
        from: ['NEW', 'ASSIGNED'],
        to: 'ASSIGNED',
        takes: ['queueId'],
        requires: ['ownerId'],
      },
      start: { description: 'Begins, or begins again.', from: ['ASSIGNED', 'REOPENED'], to: 'IN_PROGRESS' },
      awaitCustomer: {
        description: 'Waits for the customer; its clocks stand still.',
        from: ['IN_PROGRESS'],
        to: 'WAITING_CUSTOMER',
      },
      awaitThird: {
        description: 'Waits for somebody else; its clocks stand still.',
        from: ['IN_PROGRESS'],
        to: 'WAITING_THIRD',
      },
      resume: { description: 'Goes on.', from: ['WAITING_CUSTOMER', 'WAITING_THIRD'], to: 'IN_PROGRESS' },
      resolve: {
        description:
          'Notes the solution. A complaint needs its cause, and the answer of the customer or the time that he had for one.',
        from: ['IN_PROGRESS'],
        to: 'RESOLVED',
        takes: ['causeId'],
        requires: ['resolution'],
      },
      close: { description: 'Ends it.', from: ['RESOLVED'], to: 'CLOSED' },
      reopen: { description: 'Goes on with what was not resolved.', from: ['RESOLVED', 'CLOSED'], to: 'REOPENED' },
      reject: { description: 'Is none of ours, with a reason.', from: ['NEW'], to: 'REJECTED' },
    },
  },
  grants: {
    manager: { read: 'all', create: 'all', update: 'all', delete: 'team' },
    seller: { read: 'own', create: 'own', update: 'own' },
    service: { read: 'all', create: 'all', update: 'all' },
    marketer: { read: 'all', deny: { read: ['description', 'resolution', 'feedback'] } },
    analyst: { read: 'all', deny: { read: ['description', 'resolution', 'feedback'] } },
    automation: { read: 'all', create: 'all', update: 'all' },
    self: {
      read: 'self',
      create: 'self',
      only: {
        read: [
          ...['customer', 'kind', 'subject', 'description', 'channel', 'state', 'complaintStep'],
          ...['resolution', 'resolvedAt', 'closedAt', 'satisfaction', 'effort', 'feedback'],
        ],
        write: ['customer', 'kind', 'subject', 'description'],
      },
    },
  },
})
export class ServiceRequest extends RecordBase {
  @field.enum(ServiceRequestKind, { description: 'What sort of request it is.' })
  kind!: ServiceRequestKind;

  @field.text({ description: 'What it is about, in a line.', maxLength: 300 })
  subject!: string;

  @field.longText({ description: 'What the customer wants.', maxLength: 20_000, nullable: true })
  description!: string | null;

  @field.enum(InteractionChannel, { description: 'How it came.', default: 'WEB', writable: 'create' })
  channel!: InteractionChannel;

  @field.enum(ServiceRequestState, {
    description: 'How far it is. It changes by named steps.',
    default: 'NEW',
    writable: 'never',
  })
  state!: ServiceRequestState;

  @field.instant({ description: 'Since when it is in this state.', writable: 'never' })
  stateSince!: string;

  @field.boolean({
    description: 'Something is left to be done: it is neither resolved nor closed, rejected or a duplicate.',
    default: true,
    writable: 'never',
  })
  open!: boolean;

  @field.enum(RequestLevel, { description: 'How much depends on it.', default: 'MEDIUM' })
  impact!: RequestLevel;

  @field.enum(RequestLevel, { description: 'How little it can wait.', default: 'MEDIUM' })
  urgency!: RequestLevel;

  @field.int({
    description: 'What comes first, from impact and urgency: 1 is most pressing, 5 least.',
    min: 1,
    max: 5,
    order: true,
    writable: 'never',
  })
  priority!: number;

  @field.instant({
    description: 'The next moment at which one of its clocks runs out; missing while none is running.',
    nullable: true,
    order: true,
    writable: 'never',
  })
  dueAt!: string | null;

  @field.instant({ description: 'When the customer first heard from us.', nullable: true, writable: 'never' })
  firstRespondedAt!: string | null;

  @field.instant({ description: 'When it was resolved last.', nullable: true, writable: 'never' })
  resolvedAt!: string | null;

  @field.instant({ description: 'When it was closed last.', nullable: true, writable: 'never' })
  closedAt!: string | null;

  @field.int({ description: 'How often it was opened again.', min: 0, default: 0, writable: 'never' })
  reopenedCount!: number;

  @field.longText({ description: 'The solution.', maxLength: 20_000, nullable: true, writable: 'never' })
  resolution!: string | null;

  @field.enum(ComplaintStep, {
    description: 'How far a complaint is; missing for everything else.',
    nullable: true,
    writable: 'never',
  })
  complaintStep!: ComplaintStep | null;

  @field.instant({
    description: 'When a complaint was remedied: from then on the customer has time to answer.',
    nullable: true,
    writable: 'never',
  })
  remediedAt!: string | null;

  @field.money({ description: 'What the customer got for it.', nullable: true, writable: 'never' })
  compensation!: { amount: string; currency: string } | null;

  @field.money({ description: 'What it cost us besides interactions: part of the cost to serve.', nullable: true })
  cost!: { amount: string; currency: string } | null;

  @field.int({
    description: 'How content the customer is, from 1 to 5.',
    min: 1,
    max: 5,
    nullable: true,
    writable: 'never',
  })
  satisfaction!: number | null;

  @field.int({
    description: 'How easy it was for the customer, from 1, very hard, to 7, very easy.',
    min: 1,
    max: 7,
    nullable: true,
    writable: 'never',
  })
  effort!: number | null;

  @field.longText({ description: 'What he says to that.', maxLength: 2_000, nullable: true, writable: 'never' })
  feedback!: string | null;

  @belongsTo(() => Customer, {
    description: 'Whose request it is.',
    writable: 'create',
    inverse: { name: 'serviceRequests', description: 'What the customer wanted of us.' },
  })
  customer!: Ref<Customer>;

  @belongsTo(() => ServiceCategory, {
    description: 'What it is about.',
    nullable: true,
    inverse: { name: 'requests', description: 'Requests of this category.' },
  })
  category!: Ref<ServiceCategory> | null;

  @belongsTo(() => ServiceCause, {
    description: 'Why it came to this.',
    nullable: true,
    inverse: { name: 'requests', description: 'Requests with this cause.' },
  })
  cause!: Ref<ServiceCause> | null;

  @belongsTo(() => Queue, {
    description: 'Where it waits, or waited, for somebody.',
    nullable: true,
    inverse: { name: 'requests', description: 'Requests of this queue.' },
  })
  queue!: Ref<Queue> | null;

  @belongsTo(() => User, {
    description: 'The one who answers for it until it ends, whichever departments help.',
    nullable: true,
    inverse: { name: 'serviceRequests', description: 'Requests for which the user answers.' },
  })
  owner!: Ref<User> | null;

  @belongsTo(() => User, {
    description: 'Who noted it; nobody when the customer opened it himself.',
    nullable: true,
    writable: 'never',
    inverse: { name: 'openedServiceRequests', description: 'Requests that the user noted.' },
  })
  openedBy!: Ref<User> | null;

  @belongsTo(() => Entitlement, {
    description: 'What entitles the customer to it; the best that fits, unless one is given.',
    nullable: true,
    writable: 'create',
    inverse: { name: 'requests', description: 'Requests that it covered.' },
  })
  entitlement!: Ref<Entitlement> | null;

  @belongsTo(() => ServiceRequest, {
    description: 'The request that had been closed for too long to be opened again.',
    nullable: true,
    writable: 'never',
    inverse: { name: 'followers', description: 'Requests that went on where this one had ended.' },
  })
  follows!: Ref<ServiceRequest> | null;

  @belongsTo(() => ServiceRequest, {
    description: 'The problem behind it, itself a request.',
    nullable: true,
    inverse: { name: 'incidents', description: 'Requests behind which this problem stands.' },
  })
  problem!: Ref<ServiceRequest> | null;

  @belongsTo(() => ServiceRequest, {
    description: 'The request out of which it was taken.',
    nullable: true,
    writable: 'never',
    inverse: { name: 'splits', description: 'Requests that were taken out of this one.' },
  })
  splitFrom!: Ref<ServiceRequest> | null;

  @belongsTo(() => ServiceRequest, {
    description: 'The request that is about the same and has taken over everything.',
    nullable: true,
    writable: 'never',
    inverse: { name: 'duplicates', description: 'Requests that were about the same.' },
  })
  duplicateOf!: Ref<ServiceRequest> | null;
}
