import { defineScorer, fact } from '@rapport/sdk';
import { FieldJob } from './field-job.record.ts';
import { FIT_BASE, fitTerms, fitWeights } from './fit.ts';

const kept = (column: string, field: string, description: string) =>
  fact.number({
    description,
    reads: [{ record: () => FieldJob, fields: [field, 'technicianId'] }],
    sql: `select s.id, s.${column} as value from {subjects} s where s.technician_id is not null and s.${column} is not null`,
    otherwise: 0,
  });

/** How well the technician who is planned fits the job (O5); the proposal for dispatch weighs the same facts. */
export const technicianFit = defineScorer({
  id: 'fit',
  version: 1,
  description: 'How well the technician who is planned fits the job.',
  subject: () => FieldJob,
  inputs: {
    planned: fact.boolean({
      description: 'Whether anybody is planned.',
      reads: [{ record: () => FieldJob, fields: ['technicianId'] }],
      sql: 'select s.id, s.technician_id is not null as value from {subjects} s',
      otherwise: false,
    }),
    travelMinutes: kept('travel_minutes', 'travelMinutes', 'Minutes for the way there.'),
    slackMinutes: fact.number({
      description: 'Minutes left in the window of the customer when the work ends.',
      reads: [{ record: () => FieldJob, fields: ['windowUntil', 'endsAt', 'technicianId'] }],
      sql: `select s.id, round(extract(epoch from s.window_until - s.ends_at) / 60)::int as value
        from {subjects} s where s.technician_id is not null and s.window_until is not null`,
      otherwise: 0,
    }),
    experience: kept('experience', 'experience', 'Jobs of this sort that he had completed.'),
    familiarity: kept('familiarity', 'familiarity', 'Jobs that he had completed at this customer.'),
    missingParts: kept('missing_parts', 'missingParts', 'Needed parts that his store lacked.'),
  },
  params: fitWeights,
  bands: { POOR: 0, FAIR: 40, GOOD: 60 },
  score: ({ planned, ...facts }, params) => ({
    base: planned ? FIT_BASE : 0,
    terms: planned
      ? fitTerms(facts, params).map(({ name, weight, contribution }) => ({ name, input: name, weight, contribution }))
      : [],
  }),
});
