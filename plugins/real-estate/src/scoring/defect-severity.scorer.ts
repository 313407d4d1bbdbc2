import { defineScorer, fact } from '@rapport/sdk';
import { EstateDefect } from '../after-sale/defect.record.ts';
import { term } from './term.ts';

const own = (...fields: string[]) => [{ record: () => EstateDefect, fields }];

/** How pressing a defect is: what it is in, how bad it is said to be, and how long it has been waiting. */
export const defectSeverity = defineScorer({
  id: 'defect-severity',
  version: 1,
  description: 'How pressing the repair of a defect is.',
  subject: () => EstateDefect,
  inputs: {
    stated: fact.text({
      description: 'How bad it is said to be.',
      reads: own('severity'),
      sql: 'select s.id, s.severity as value from {subjects} s',
      otherwise: 'COSMETIC',
    }),
    part: fact.text({
      description: 'What it is in.',
      reads: own('defectClass'),
      sql: 'select s.id, s.defect_class as value from {subjects} s',
      otherwise: 'FINISHES',
    }),
    alarming: fact.boolean({
      description: 'Whether its description speaks of water, gas, fire, electricity or cracks.',
      reads: own('description'),
      sql: "select s.id, s.description ~* '(leak|gas|smoke|fire|shock|crack|漏水|滲水|煤氣|冒煙|漏電|裂)' as value from {subjects} s",
      otherwise: false,
    }),
    waiting: fact.number({
      description: 'Days for which it has been open.',
      reads: own('reportedAt', 'state'),
      sql: `select s.id, floor(extract(epoch from {asOf} - s.reported_at) / 86400) as value from {subjects} s
        where s.state <> 'CLOSED' and s.reported_at <= {asOf}`,
      otherwise: 0,
      ages: true,
    }),
    closed: fact.boolean({
      description: 'Whether it is repaired.',
      reads: own('state'),
      sql: "select s.id, s.state = 'CLOSED' as value from {subjects} s",
      otherwise: false,
    }),
  },
  params: {
    perDay: { description: 'For each day that it waits, up to 20.', default: 1, min: 0, max: 5 },
    alarming: { description: 'Where its description is alarming.', default: 15, min: 0, max: 50 },
  },
  bands: { LOW: 0, MEDIUM: 30, HIGH: 60, CRITICAL: 85 },
  score: (facts, weights) => ({
    base: 0,
    terms: facts.closed
      ? [term('closed', 0, 0)]
      : [
          term('stated', 1, { COSMETIC: 5, FUNCTIONAL: 25, HINDERING: 50, DANGEROUS: 80 }[facts.stated] ?? 0),
          term('part', 1, { STRUCTURE: 15, WATERPROOFING: 10, SERVICES: 5, FINISHES: 0, OPENINGS: 0 }[facts.part] ?? 0),
          term('alarming', weights.alarming, facts.alarming ? 1 : 0),
          term('waiting', weights.perDay, Math.min(facts.waiting, 20)),
        ],
  }),
});
