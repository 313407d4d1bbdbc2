import { defineScorer, fact } from '@rapport/sdk';
import { EstateContract } from '../sale/contract.record.ts';
import { EstateInstalment, EstateMortgage } from '../sale/payment.record.ts';
import { term } from './term.ts';

const mortgages = { record: () => EstateMortgage, fields: ['contractId', 'state', 'missingPapers'], via: 'contract' };
const instalments = {
  record: () => EstateInstalment,
  fields: ['contractId', 'state', 'source', 'dueOn'],
  via: 'contract',
};

/** How likely it is that the loan of a contract does not come in time. */
export const mortgageRisk = defineScorer({
  id: 'mortgage-risk',
  version: 1,
  description: 'How likely it is that the loan of a contract does not come in time.',
  subject: () => EstateContract,
  inputs: {
    share: fact.number({
      description: 'Share of the loan in the total.',
      reads: [{ record: () => EstateContract, fields: ['total', 'loan'] }],
      sql: 'select s.id, s.loan_amount::numeric / s.total_amount as value from {subjects} s where s.loan_amount is not null and s.total_amount > 0',
      otherwise: 0,
    }),
    refused: fact.number({
      description: 'Banks that have refused.',
      reads: [mortgages],
      sql: `select m.contract_id as id, count(*) as value, array_agg(m.id) as evidence
        from {subjects} s join {EstateMortgage} m on m.contract_id = s.id where m.state = 'REFUSED' group by 1`,
      otherwise: 0,
      evidence: () => EstateMortgage,
    }),
    missing: fact.number({
      description: 'Papers that are missing.',
      reads: [mortgages],
      sql: `select m.contract_id as id, sum(coalesce(jsonb_array_length(m.missing_papers), 0)) as value
        from {subjects} s join {EstateMortgage} m on m.contract_id = s.id where m.state = 'COLLECTING' group by 1`,
      otherwise: 0,
    }),
    settled: fact.boolean({
      description: 'Whether a bank has agreed.',
      reads: [mortgages],
      sql: `select m.contract_id as id, true as value from {subjects} s join {EstateMortgage} m on m.contract_id = s.id
        where m.state in ('APPROVED', 'DISBURSED') group by 1`,
      otherwise: false,
    }),
    overdue: fact.number({
      description: 'Days since the oldest instalment that is overdue was due.',
      reads: [instalments],
      sql: `select i.contract_id as id, max({asOf}::date - i.due_on) as value
        from {subjects} s join {EstateInstalment} i on i.contract_id = s.id
        where i.state = 'OPEN' and i.due_on < {asOf}::date group by 1`,
      otherwise: 0,
      ages: true,
    }),
  },
  params: {
    highShare: { description: 'For a loan of the whole price; less in proportion.', default: 40, min: 0, max: 100 },
    perRefusal: { description: 'For each bank that refused, up to two.', default: 25, min: 0, max: 50 },
    perPaper: { description: 'For each paper that is missing, up to four.', default: 6, min: 0, max: 25 },
    perWeek: { description: 'For each week overdue, up to six.', default: 5, min: 0, max: 20 },
    settled: { description: 'Taken off when a bank has agreed.', default: 40, min: 0, max: 100 },
  },
  bands: { LOW: 0, MEDIUM: 30, HIGH: 60 },
  hiddenFrom: ['service'],
  score: (facts, weights) => ({
    base: 0,
    terms: [
      term('share', weights.highShare, Number(facts.share)),
      term('refused', weights.perRefusal, Math.min(facts.refused, 2)),
      term('missing', weights.perPaper, Math.min(facts.missing, 4)),
      term('overdue', weights.perWeek, Math.min(Math.ceil(facts.overdue / 7), 6)),
      term('settled', -weights.settled, facts.settled ? 1 : 0),
    ],
  }),
});
