import { defineScorer, fact } from '@rapport/sdk';
import { Lead } from './lead.record.ts';

const ofLead = (field: string) => [{ record: () => Lead, fields: [field] }];

/** How much speaks for somebody buying soon: whom to call first (L6). */
export const leadReadiness = defineScorer({
  id: 'readiness',
  version: 1,
  description: 'How much speaks for a lead buying soon.',
  subject: () => Lead,
  inputs: {
    phone: fact.boolean({
      description: 'Whether he left a telephone number.',
      reads: ofLead('phone'),
      sql: 'select s.id, s.phone is not null as value from {subjects} s',
      otherwise: false,
    }),
    email: fact.boolean({
      description: 'Whether he left an e-mail address.',
      reads: ofLead('email'),
      sql: 'select s.id, s.email is not null as value from {subjects} s',
      otherwise: false,
    }),
    need: fact.boolean({
      description: 'Whether he said what he needs.',
      reads: ofLead('need'),
      sql: 'select s.id, s.need is not null as value from {subjects} s',
      otherwise: false,
    }),
    spoke: fact.boolean({
      description: 'Whether he came by himself, by telephone or in person.',
      reads: ofLead('source'),
      sql: "select s.id, s.source = 'INTERACTION' as value from {subjects} s",
      otherwise: false,
    }),
    known: fact.boolean({
      description: 'Whether he is a customer already.',
      reads: ofLead('customerId'),
      sql: 'select s.id, s.customer_id is not null as value from {subjects} s',
      otherwise: false,
    }),
    days: fact.number({
      description: 'Days since he showed interest.',
      reads: ofLead('receivedAt'),
      sql: 'select s.id, floor(extract(epoch from {asOf} - s.received_at) / 86400)::int as value from {subjects} s',
      otherwise: 0,
      ages: true,
    }),
  },
  params: {
    phone: { description: 'For a telephone number.', default: 20, min: 0, max: 100 },
    email: { description: 'For an e-mail address.', default: 10, min: 0, max: 100 },
    need: { description: 'For a need that he named.', default: 15, min: 0, max: 100 },
    spoke: { description: 'For having come by himself.', default: 20, min: 0, max: 100 },
    known: { description: 'For being a customer already.', default: 20, min: 0, max: 100 },
    perDay: { description: 'Taken off for each day that has passed, up to thirty.', default: 1, min: 0, max: 10 },
  },
  bands: { COLD: 0, WARM: 35, HOT: 60 },
  score: (facts, params) => ({
    base: 10,
    terms: [
      ...(['phone', 'email', 'need', 'spoke', 'known'] as const).map((name) => ({
        name,
        input: name,
        weight: params[name],
        contribution: facts[name] ? params[name] : 0,
      })),
      { name: 'age', input: 'days', weight: -params.perDay, contribution: -Math.min(30, facts.days) * params.perDay },
    ],
  }),
});
