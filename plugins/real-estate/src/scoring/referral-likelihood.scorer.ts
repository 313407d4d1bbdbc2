import { Customer } from '@rapport/core';
import { defineScorer, fact } from '@rapport/sdk';
import { EstateReferral, EstateSurvey } from '../after-sale/club.record.ts';
import { EstateDefect } from '../after-sale/defect.record.ts';
import { EstateContract } from '../sale/contract.record.ts';
import { term } from './term.ts';

/** How likely an owner is to bring others. Who owns nothing has the least. */
export const referralLikelihood = defineScorer({
  id: 'referral',
  version: 1,
  description: 'How likely an owner is to bring others.',
  subject: () => Customer,
  inputs: {
    owned: fact.number({
      description: 'Contracts that stand.',
      reads: [{ record: () => EstateContract, fields: ['customerId', 'state'], via: 'customer' }],
      sql: `select c.customer_id as id, count(*) as value, array_agg(c.id) as evidence
        from {subjects} s join {EstateContract} c on c.customer_id = s.id
        where c.state in ('SIGNED', 'FILED', 'EFFECTIVE', 'COMPLETED') group by 1`,
      otherwise: 0,
      evidence: () => EstateContract,
    }),
    satisfaction: fact.number({
      description: 'Average of his answers to surveys, from 1 to 5.',
      reads: [{ record: () => EstateSurvey, fields: ['customerId', 'score', 'state'], via: 'customer' }],
      sql: `select v.customer_id as id, avg(v.score) as value, array_agg(v.id) as evidence
        from {subjects} s join {EstateSurvey} v on v.customer_id = s.id where v.score is not null group by 1`,
      otherwise: null,
      evidence: () => EstateSurvey,
    }),
    brought: fact.number({
      description: 'People whom he brought before.',
      reads: [{ record: () => EstateReferral, fields: ['referrerId', 'state'], via: 'referrer' }],
      sql: `select r.referrer_id as id, count(*) as value, array_agg(r.id) as evidence
        from {subjects} s join {EstateReferral} r on r.referrer_id = s.id where r.state not in ('INVALID', 'REVERSED') group by 1`,
      otherwise: 0,
      evidence: () => EstateReferral,
    }),
    openDefects: fact.number({
      description: 'Defects that he reported and that are open.',
      reads: [{ record: () => EstateDefect, fields: ['customerId', 'state'], via: 'customer' }],
      sql: `select d.customer_id as id, count(*) as value, array_agg(d.id) as evidence
        from {subjects} s join {EstateDefect} d on d.customer_id = s.id where d.state <> 'CLOSED' group by 1`,
      otherwise: 0,
      evidence: () => EstateDefect,
    }),
  },
  params: {
    owner: { description: 'For an owner.', default: 25, min: 0, max: 100 },
    perStar: { description: 'For each star above or below three.', default: 15, min: 0, max: 50 },
    perReferral: { description: 'For each whom he brought, up to three.', default: 15, min: 0, max: 50 },
    perDefect: { description: 'Taken off for each open defect, up to four.', default: 10, min: 0, max: 50 },
  },
  bands: { UNLIKELY: 0, POSSIBLE: 30, LIKELY: 60 },
  score: (facts, weights) => ({
    base: 0,
    terms: [
      term('owned', weights.owner, Math.min(facts.owned, 1)),
      term('satisfaction', weights.perStar, facts.satisfaction === null ? 0 : Number(facts.satisfaction) - 3),
      term('brought', weights.perReferral, Math.min(facts.brought, 3)),
      term('openDefects', -weights.perDefect, Math.min(facts.openDefects, 4)),
    ],
  }),
});
