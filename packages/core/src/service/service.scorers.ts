import { defineScorer, fact } from '@rapport/sdk';
import { Customer } from '../customers/index.ts';
import { ServiceMessage } from './service-message.record.ts';
import { ServiceRequest } from './service-request.record.ts';
import { SlaClock } from './sla-clock.record.ts';

const bands = { LOW: 0, MEDIUM: 30, HIGH: 60 };
const weight = (description: string, value: number) => ({ description, default: value, min: 0, max: 100 });

/** How likely a request needs somebody above: what ran out, came back, or waits for our word (O11). */
export const escalationRisk = defineScorer({
  id: 'escalation-risk',
  version: 1,
  description: 'How likely it is that a request needs somebody above whoever answers for it.',
  subject: () => ServiceRequest,
  inputs: {
    isOpen: fact.boolean({
      description: 'Whether something is left to be done.',
      reads: [{ record: () => ServiceRequest, fields: ['open'] }],
      sql: 'select s.id, s.open as value from {subjects} s',
      otherwise: false,
    }),
    isComplaint: fact.boolean({
      description: 'Whether it is a complaint.',
      reads: [{ record: () => ServiceRequest, fields: ['kind'] }],
      sql: "select s.id, s.kind = 'COMPLAINT' as value from {subjects} s",
      otherwise: false,
    }),
    reopened: fact.number({
      description: 'How often it was opened again.',
      reads: [{ record: () => ServiceRequest, fields: ['reopenedCount'] }],
      sql: 'select s.id, s.reopened_count as value from {subjects} s',
      otherwise: 0,
    }),
    breaches: fact.number({
      description: 'Clocks that ran out.',
      reads: [{ record: () => SlaClock, fields: ['requestId', 'breachedAt'], via: 'request' }],
      sql: `select c.request_id as id, count(*) as value, array_agg(c.id) as evidence
        from {subjects} s join {SlaClock} c on c.request_id = s.id where c.breached_at <= {asOf} group by 1`,
      otherwise: 0,
      ages: true,
      evidence: () => SlaClock,
    }),
    unanswered: fact.number({
      description: 'Words of the customer since ours.',
      reads: [
        { record: () => ServiceMessage, fields: ['requestId', 'fromCustomer', 'automatic', 'saidAt'], via: 'request' },
      ],
      sql: `select m.request_id as id, count(*) as value, array_agg(m.id) as evidence
        from {subjects} s join {ServiceMessage} m on m.request_id = s.id
        where m.from_customer and not m.automatic and m.said_at > coalesce((
          select max(o.said_at) from {ServiceMessage} o where o.request_id = s.id and not o.from_customer and not o.automatic), '-infinity')
        group by 1`,
      otherwise: 0,
      evidence: () => ServiceMessage,
    }),
  },
  params: {
    perBreach: weight('For each clock that ran out.', 30),
    perReopening: weight('For each time that it was opened again.', 20),
    complaint: weight('For a complaint.', 15),
    perWord: weight('For each word of the customer that waits for ours.', 8),
  },
  bands,
  score: (
    { isOpen, isComplaint, reopened, breaches, unanswered },
    { perBreach, perReopening, complaint, perWord },
  ) => ({
    base: 0,
    terms: isOpen
      ? [
          { name: 'breaches', input: 'breaches', weight: perBreach, contribution: breaches * perBreach },
          { name: 'reopened', input: 'reopened', weight: perReopening, contribution: reopened * perReopening },
          { name: 'complaint', input: 'isComplaint', weight: complaint, contribution: isComplaint ? complaint : 0 },
          { name: 'unanswered', input: 'unanswered', weight: perWord, contribution: unanswered * perWord },
        ]
      : [],
  }),
});

const lately = (what: string) => `select r.customer_id as id, count(*) as value, array_agg(r.id) as evidence
  from {subjects} s join {ServiceRequest} r on r.customer_id = s.id
  where r.created_at > {asOf} - interval '180 days' and ${what} group by 1`;

/** What service tells of a customer who may leave: what went wrong for him within half a year (O12). */
export const churnSignal = defineScorer({
  id: 'churn-signal',
  version: 1,
  description: 'How much service gives a customer reason to leave, within half a year.',
  subject: () => Customer,
  inputs: {
    complaints: fact.number({
      description: 'Complaints.',
      reads: [{ record: () => ServiceRequest, fields: ['customerId', 'kind', 'createdAt'], via: 'customer' }],
      sql: lately("r.kind = 'COMPLAINT'"),
      otherwise: 0,
      ages: true,
      evidence: () => ServiceRequest,
    }),
    reopened: fact.number({
      description: 'Requests that were opened again.',
      reads: [{ record: () => ServiceRequest, fields: ['customerId', 'reopenedCount', 'createdAt'], via: 'customer' }],
      sql: lately('r.reopened_count > 0'),
      otherwise: 0,
      ages: true,
      evidence: () => ServiceRequest,
    }),
    notContent: fact.number({
      description: 'Requests with which he was not content.',
      reads: [{ record: () => ServiceRequest, fields: ['customerId', 'satisfaction', 'createdAt'], via: 'customer' }],
      sql: lately('r.satisfaction <= 2'),
      otherwise: 0,
      ages: true,
      evidence: () => ServiceRequest,
    }),
  },
  params: {
    perComplaint: weight('For each complaint.', 20),
    perReopening: weight('For each request that was opened again.', 12),
    perDiscontent: weight('For each request with which he was not content.', 25),
  },
  bands,
  score: ({ complaints, reopened, notContent }, { perComplaint, perReopening, perDiscontent }) => ({
    base: 0,
    terms: [
      { name: 'complaints', input: 'complaints', weight: perComplaint, contribution: complaints * perComplaint },
      { name: 'reopened', input: 'reopened', weight: perReopening, contribution: reopened * perReopening },
      { name: 'notContent', input: 'notContent', weight: perDiscontent, contribution: notContent * perDiscontent },
    ],
  }),
});
