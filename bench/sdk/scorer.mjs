import { Customer, Interaction } from '@rapport/core';
import { definePlugin, defineScorer, fact } from '@rapport/kernel';

const of = (...fields) => ({ record: () => Interaction, fields: ['customerId', ...fields], via: 'customer' });
const own = (...fields) => ({ record: () => Customer, fields });
const ofCustomer = (value) => `select c.id, ${value} as value from {subjects} c`;
const ofInteractions = (value, where = 'true') =>
  `select i.customer_id as id, ${value} as value from {subjects} s join {Interaction} i on i.customer_id = s.id where ${where} group by 1`;

/** Eight inputs: four of the customer, four of what happened with him. */
const engagement = defineScorer({
  id: 'engagement',
  version: 1,
  description: 'How much there is going on with a customer.',
  subject: () => Customer,
  inputs: {
    state: fact.text({
      description: 'State.',
      reads: [own('lifecycleState')],
      sql: ofCustomer('c.lifecycle_state'),
      otherwise: '',
    }),
    isPerson: fact.boolean({
      description: 'Kind.',
      reads: [own('kind')],
      sql: ofCustomer("c.kind = 'PERSON'"),
      otherwise: false,
    }),
    reachable: fact.boolean({
      description: 'Whether there is a way to reach him.',
      reads: [own('phone', 'email')],
      sql: ofCustomer('c.phone is not null or c.email is not null'),
      otherwise: false,
    }),
    region: fact.text({
      description: 'Region.',
      reads: [own('region')],
      sql: ofCustomer("coalesce(c.region, '')"),
      otherwise: '',
    }),
    count: fact.number({ description: 'Interactions.', reads: [of()], sql: ofInteractions('count(*)'), otherwise: 0 }),
    calls: fact.number({
      description: 'Calls.',
      reads: [of('channel')],
      sql: ofInteractions('count(*)', "i.channel = 'PHONE'"),
      otherwise: 0,
    }),
    recent: fact.number({
      description: 'Interactions in 90 days.',
      reads: [of('occurredAt')],
      sql: ofInteractions('count(*)', "i.occurred_at > {asOf} - interval '90 days'"),
      otherwise: 0,
      ages: true,
    }),
    longest: fact.number({
      description: 'The longest, in seconds.',
      reads: [of('durationSeconds')],
      sql: ofInteractions('max(i.duration_seconds)'),
      otherwise: null,
    }),
  },
  params: {
    perInteraction: { description: 'For each.', default: 1.25 },
    perCall: { description: 'For each call.', default: 2 },
    perRecent: { description: 'For each recent one.', default: 6 },
  },
  bands: { COLD: 0, WARM: 35, HOT: 60 },
  score: (
    { state, isPerson, reachable, region, count, calls, recent, longest },
    { perInteraction, perCall, perRecent },
  ) => ({
    base: 10,
    terms: [
      { name: 'state', input: 'state', weight: 1, contribution: state === 'DORMANT' ? -10 : 5 },
      { name: 'person', input: 'isPerson', weight: 1, contribution: isPerson ? 1 : 3 },
      { name: 'reachable', input: 'reachable', weight: 1, contribution: reachable ? 4 : 0 },
      { name: 'region', input: 'region', weight: 1, contribution: region === '' ? 0 : 2 },
      { name: 'interactions', input: 'count', weight: perInteraction, contribution: count * perInteraction },
      { name: 'calls', input: 'calls', weight: perCall, contribution: calls * perCall },
      { name: 'recent', input: 'recent', weight: perRecent, contribution: recent * perRecent },
      { name: 'length', input: 'longest', weight: 0.01, contribution: (longest ?? 0) * 0.01 },
    ],
  }),
});

const scoringPlugin = definePlugin({
  id: 'bench-scores',
  version: '1.0.0',
  requires: ['customers', 'interactions'],
  rights: { Customer: { read: 'all' }, Interaction: { read: 'all' } },
  scorers: [engagement],
});

export const plugins = [scoringPlugin];
