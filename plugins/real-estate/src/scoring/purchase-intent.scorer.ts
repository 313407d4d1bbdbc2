import { BuyingParty, BuyingPartyMember, Customer } from '@rapport/core';
import { defineScorer, fact } from '@rapport/sdk';
import { EstateIntent } from '../sale/intent.record.ts';
import { EstateShowing, EstateVisit } from '../visits/reception.record.ts';
import { term } from './term.ts';

const visits = {
  record: () => EstateVisit,
  fields: ['customerId', 'arrivedAt', 'kind', 'questionsAsked'],
  via: 'customer',
};

/** How likely somebody is to buy: by what he does, whom he brings along, and what he can afford. */
export const purchaseIntent = defineScorer({
  id: 'purchase-intent',
  version: 1,
  description: 'How likely somebody is to buy a home.',
  subject: () => Customer,
  inputs: {
    visits: fact.number({
      description: 'Visits of the last 90 days.',
      reads: [visits],
      sql: `select v.customer_id as id, count(*) as value, array_agg(v.id order by v.arrived_at desc) as evidence
        from {subjects} s join {EstateVisit} v on v.customer_id = s.id
        where v.arrived_at > {asOf} - interval '90 days' and v.arrived_at <= {asOf} group by 1`,
      otherwise: 0,
      ages: true,
      evidence: () => EstateVisit,
    }),
    returns: fact.number({
      description: 'Visits among them with which he came back.',
      reads: [visits],
      sql: `select v.customer_id as id, count(*) as value from {subjects} s join {EstateVisit} v on v.customer_id = s.id
        where v.kind = 'RETURN' and v.arrived_at > {asOf} - interval '90 days' and v.arrived_at <= {asOf} group by 1`,
      otherwise: 0,
      ages: true,
    }),
    questions: fact.number({
      description: 'Questions that he asked in them.',
      reads: [visits],
      sql: `select v.customer_id as id, sum(v.questions_asked) as value from {subjects} s join {EstateVisit} v on v.customer_id = s.id
        where v.questions_asked is not null and v.arrived_at > {asOf} - interval '90 days' and v.arrived_at <= {asOf} group by 1`,
      otherwise: 0,
      ages: true,
    }),
    daysSince: fact.number({
      description: 'Days since his last visit; none where he never came.',
      reads: [visits],
      sql: `select v.customer_id as id, floor(extract(epoch from {asOf} - max(v.arrived_at)) / 86400) as value
        from {subjects} s join {EstateVisit} v on v.customer_id = s.id where v.arrived_at <= {asOf} group by 1`,
      otherwise: null,
      ages: true,
    }),
    party: fact.number({
      description: 'People who decide with him.',
      reads: [
        { record: () => BuyingParty, fields: ['headId'], via: 'head' },
        { record: () => BuyingPartyMember, fields: ['partyId', 'customerId'], via: 'party.head' },
      ],
      sql: `select p.head_id as id, count(distinct m.customer_id) as value
        from {subjects} s join {BuyingParty} p on p.head_id = s.id
        join {BuyingPartyMember} m on m.party_id = p.id group by 1`,
      otherwise: 0,
    }),
    withinBudget: fact.number({
      description: 'Share of the homes that he was shown which lie within his budget.',
      reads: [{ record: () => EstateShowing, fields: ['customerId', 'withinBudget'], via: 'customer' }],
      sql: `select w.customer_id as id, avg(w.within_budget::int) as value
        from {subjects} s join {EstateShowing} w on w.customer_id = s.id where w.within_budget is not null group by 1`,
      otherwise: null,
    }),
    loan: fact.text({
      description: 'Whether a loan stands in the way: READY, NEEDED, UNKNOWN, or BARRED where he may not buy.',
      reads: [{ record: () => Customer, fields: ['realEstate.needsLoan', 'realEstate.eligibility'] }],
      sql: `select s.id, case when s."realEstate.eligibility" = 'NOT_ELIGIBLE' then 'BARRED'
        when s."realEstate.needs_loan" is null then 'UNKNOWN' when s."realEstate.needs_loan" then 'NEEDED' else 'READY' end as value
        from {subjects} s`,
      otherwise: 'UNKNOWN',
    }),
    deposits: fact.number({
      description: 'Purchase intents with a deposit that stands.',
      reads: [{ record: () => EstateIntent, fields: ['customerId', 'state'], via: 'customer' }],
      sql: `select i.customer_id as id, count(*) as value, array_agg(i.id) as evidence
        from {subjects} s join {EstateIntent} i on i.customer_id = s.id where i.state in ('PAID', 'RANKED', 'CONVERTED') group by 1`,
      otherwise: 0,
      evidence: () => EstateIntent,
    }),
  },
  params: {
    perVisit: { description: 'For each visit, up to four.', default: 6, min: 0, max: 25 },
    perReturn: { description: 'For each return, up to three.', default: 8, min: 0, max: 30 },
    perQuestion: { description: 'For each question, up to ten.', default: 1, min: 0, max: 10 },
    perPerson: { description: 'For each who decides with him, up to three.', default: 4, min: 0, max: 20 },
    budget: { description: 'Where all that he was shown lies within his budget.', default: 10, min: 0, max: 50 },
    deposit: { description: 'For a deposit.', default: 25, min: 0, max: 100 },
    forget: { description: 'Taken off for each week since he was there, up to eight.', default: 2, min: 0, max: 10 },
  },
  bands: { COLD: 0, WARM: 25, HOT: 55, DECIDED: 80 },
  score: (facts, weights) => ({
    base: 5,
    terms: [
      term('visits', weights.perVisit, Math.min(facts.visits, 4)),
      term('returns', weights.perReturn, Math.min(facts.returns, 3)),
      term('questions', weights.perQuestion, Math.min(facts.questions, 10)),
      term('party', weights.perPerson, Math.min(facts.party, 3)),
      term('withinBudget', weights.budget, facts.withinBudget === null ? 0 : Number(facts.withinBudget)),
      term('deposits', weights.deposit, Math.min(facts.deposits, 1)),
      term('loan', 5, { READY: 2, NEEDED: 0, UNKNOWN: 0, BARRED: -6 }[facts.loan] ?? 0),
      term(
        'daysSince',
        -weights.forget,
        facts.daysSince === null ? 0 : Math.min(Math.floor(Number(facts.daysSince) / 7), 8),
      ),
    ],
  }),
});
