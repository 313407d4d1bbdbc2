import { defineScorer, fact } from '@rapport/sdk';
import { Customer, Purchase } from '../customers/index.ts';
import { InteractionParticipant } from '../interactions/index.ts';
import { SurveyAnswer } from '../surveys/index.ts';
import { ReferralRequest } from './referral-request.record.ts';

const MANY = 3;
const LONG_YEARS = 5;

/** How much a customer is an advocate: only who speaks for us, brings others and has stayed gets to the top (E14). */
export const passion = defineScorer({
  id: 'passion',
  version: 1,
  description: 'How much a customer is an advocate: he recommends us, has brought others, and has stayed.',
  subject: () => Customer,
  inputs: {
    recommends: fact.number({
      description: 'How likely he recommends us, as he last said.',
      reads: [{ record: () => SurveyAnswer, fields: ['customerId', 'kind', 'score'], via: 'customer' }],
      sql: `select distinct on (s.id) s.id, a.score as value, array[a.id] as evidence
        from {subjects} s join {SurveyAnswer} a on a.customer_id = s.id
        where a.kind = 'RECOMMENDATION' and a.score is not null order by s.id, a.created_at desc, a.id desc`,
      otherwise: null,
      evidence: () => SurveyAnswer,
    }),
    brought: fact.number({
      description: 'How many he brought when he was asked.',
      reads: [{ record: () => ReferralRequest, fields: ['customerId', 'leadId'], via: 'customer' }],
      sql: `select s.id, count(*) as value, array_agg(r.id) as evidence
        from {subjects} s join {ReferralRequest} r on r.customer_id = s.id where r.lead_id is not null group by 1`,
      otherwise: 0,
      evidence: () => ReferralRequest,
    }),
    named: fact.number({
      description: 'How many he named by himself.',
      reads: [{ record: () => InteractionParticipant, fields: ['customerId', 'role'], via: 'customer' }],
      sql: `select s.id, count(*) as value, array_agg(p.id) as evidence
        from {subjects} s join {InteractionParticipant} p on p.customer_id = s.id where p.role = 'REFERRER' group by 1`,
      otherwise: 0,
      evidence: () => InteractionParticipant,
    }),
    years: fact.number({
      description: 'Whole years since his first purchase.',
      reads: [{ record: () => Purchase, fields: ['customerId', 'purchasedAt'], via: 'customer' }],
      sql: `select s.id, greatest(0, floor(extract(epoch from {asOf} - min(p.purchased_at)) / 31557600))::int as value
        from {subjects} s join {Purchase} p on p.customer_id = s.id group by 1`,
      otherwise: 0,
      ages: true,
    }),
  },
  params: {
    wordOfMouth: { description: 'For a promoter; half of it for a score of 7 or 8.', default: 40, min: 0, max: 100 },
    referrals: {
      description: 'For three people whom he brought or named; a third for each.',
      default: 30,
      min: 0,
      max: 100,
    },
    tenure: { description: 'For five years; a fifth for each.', default: 30, min: 0, max: 100 },
  },
  // Two of the three do not make an advocate.
  bands: { CUSTOMER: 0, FRIEND: 40, ADVOCATE: 75 },
  score: ({ recommends, brought, named, years }, { wordOfMouth, referrals, tenure }) => {
    const said = recommends === null || recommends < 7 ? 0 : recommends < 9 ? 0.5 : 1;
    const asked = Math.min(MANY, brought);
    const unasked = Math.min(MANY - asked, named);
    return {
      base: 0,
      terms: [
        { name: 'wordOfMouth', input: 'recommends', weight: wordOfMouth, contribution: said * wordOfMouth },
        { name: 'brought', input: 'brought', weight: referrals / MANY, contribution: (asked * referrals) / MANY },
        { name: 'named', input: 'named', weight: referrals / MANY, contribution: (unasked * referrals) / MANY },
        {
          name: 'tenure',
          input: 'years',
          weight: tenure / LONG_YEARS,
          contribution: (Math.min(LONG_YEARS, years) * tenure) / LONG_YEARS,
        },
      ],
    };
  },
});
