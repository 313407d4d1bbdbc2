import { decideMessages } from '@rapport/core';

const BATCH = 5_000;

/** A mail address and a consent for each customer of the audience; every tenth is averse, every seventh prefers a rhythm. */
async function prepare({ unbound, tenant, sizes }) {
  const audience = `(select id, row_number() over (order by id) as n from customer where tenant_id = ${tenant} and deleted_at is null order by id limit ${sizes.audience}) a`;
  const run = (text) => unbound.query(text);
  await forgetMessages(unbound, tenant);
  for (const table of ['contact_fatigue', 'frequency_cap', 'quiet_hour', 'template_version', 'message_template'])
    await run(`delete from ${table} where tenant_id = ${tenant}`);
  await run(`
insert into contact_point (tenant_id, id, customer_id, channel, value, normalised, purpose, preferred, shared, state, verification, source)
select ${tenant}, gen_random_uuid(), id, 'EMAIL', 'a' || n || '@bench.example', 'mailto:a' || n || '@bench.example', 'ANY', false, false, 'ACTIVE', 'UNVERIFIED', 'TOLD'
from ${audience} on conflict do nothing`);
  await run(`
insert into consent (tenant_id, id, customer_id, purpose, channel, matter, state, lawful_basis, changed_at, source)
select ${tenant}, gen_random_uuid(), id, 'MARKETING', 'EMAIL', 'MARKETING/EMAIL/*/*', case when n % 5 = 0 then 'WITHDRAWN' else 'GRANTED' end, 'CONSENT', now(), 'TOLD'
from ${audience} on conflict do nothing`);
  await run(`
insert into contact_fatigue (tenant_id, id, customer_id, state)
select ${tenant}, gen_random_uuid(), id, 'AVERSE' from ${audience} where n % 10 = 1`);
  await run(`
insert into frequency_cap (tenant_id, id, name, most, window_hours, channel, counts_interactions) values
  (${tenant}, gen_random_uuid(), 'Two mails a week', 2, 168, 'EMAIL', false), (${tenant}, gen_random_uuid(), 'Five a month', 5, 720, null, true)`);
  await run(
    `insert into quiet_hour (tenant_id, id, name, "from", until) values (${tenant}, gen_random_uuid(), 'Night', '21:00', '08:00')`,
  );
  const { rows } = await run(`
insert into message_template (tenant_id, id, key, name, purpose, channel, variables)
values (${tenant}, gen_random_uuid(), 'bench', 'Bench', 'MARKETING', 'EMAIL', '[]') returning id`);
  await run('vacuum analyze contact_point, consent, contact_fatigue, customer');
  await forgetMessages(unbound, tenant);
  const customers = await run(`select id from ${audience}`);
  return { template: rows[0].id, customers: customers.rows.map(({ id }) => id) };
}

/** Empty indexes that keep the size of full ones are no case of real life, and mislead the planner. */
async function forgetMessages(client, tenant) {
  await client.query('delete from message where tenant_id = $1', [tenant]);
  await client.query('vacuum full analyze message');
}

/**
 * What one would write for this one campaign: the same rules, all in one statement for the whole audience. The order of
 * messages leads to their index while the table has no statistics of what is about to be in it.
 */
const byHand = (tenant, template, at) => `
insert into message (tenant_id, id, customer_id, contact_point_id, channel, purpose, template_id, key, source, state, refused_by, facts,
  decided_at, due_at, counted_at, tries)
select ${tenant}, gen_random_uuid(), d.id, d.point_id, 'EMAIL', 'MARKETING', '${template}', 'hand/' || d.id, 'hand',
  case when d.rule is null then 'QUEUED' else 'REFUSED' end, d.rule, jsonb_build_object('counts', jsonb_build_array(d.week, d.month)),
  '${at}', '${at}', case when d.rule is null then '${at}'::timestamptz end, 0
from (
  select c.id, p.id as point_id, k.week, k.month, case
    when c.lifecycle_state = 'DO_NOT_CONTACT' then 'DO_NOT_CONTACT'
    when p.id is null then 'NO_CONTACT_POINT'
    when p.state <> 'ACTIVE' then 'CONTACT_POINT_UNUSABLE'
    when s.id is not null then 'SUPPRESSED'
    when n.withdrawn is not null and (n.granted is null or n.withdrawn >= n.granted) then 'CONSENT_WITHDRAWN'
    when n.granted is null then 'NO_CONSENT'
    when not r.wanted then 'CHANNEL_UNWANTED'
    when f.state = 'AVERSE' then 'AVERSE'
    when f.state = 'INDIFFERENT' and f.rest_until > '${at}' then 'RESTING'
    when k.last_at > '${at}'::timestamptz - r.at_most_every_days * interval '1 day' then 'RHYTHM'
    when k.week >= 2 or k.month + i.calls >= 5 then 'CAP' end as rule
  from (select * from customer where tenant_id = ${tenant} and id = any($1::uuid[])) c
  left join lateral (select * from contact_point p where p.tenant_id = ${tenant} and p.customer_id = c.id and p.channel = 'EMAIL'
    and p.deleted_at is null and p.purpose in ('ANY', 'PRIVATE', 'WORK') order by p.state <> 'ACTIVE', not p.preferred, p.created_at desc limit 1) p on true
  left join suppression_entry s on s.tenant_id = ${tenant} and s.deleted_at is null
    and s.fingerprint = encode(sha256(convert_to('${tenant}/' || p.normalised, 'UTF8')), 'hex')
  left join lateral (select max(changed_at) filter (where state = 'GRANTED' and (expires_at is null or expires_at > '${at}')) as granted,
    max(changed_at) filter (where state = 'WITHDRAWN') as withdrawn from consent n where n.tenant_id = ${tenant} and n.customer_id = c.id
    and n.purpose = 'MARKETING' and n.deleted_at is null and (n.channel is null or n.channel = 'EMAIL')
    and (n.contact_point_id is null or n.contact_point_id = p.id)) n on true
  left join lateral (select * from contact_preference r where r.tenant_id = ${tenant} and r.customer_id = c.id and r.channel in ('EMAIL', 'ANY')
    and r.effective and r.deleted_at is null order by r.channel = 'ANY' limit 1) r on true
  left join contact_fatigue f on f.tenant_id = ${tenant} and f.customer_id = c.id and f.deleted_at is null
  left join lateral (select count(*) filter (where m.channel = 'EMAIL' and m.counted_at > '${at}'::timestamptz - interval '168 hours') as week,
    count(*) filter (where m.counted_at > '${at}'::timestamptz - interval '720 hours') as month,
    max(m.counted_at) filter (where m.purpose = 'MARKETING') as last_at from (
    select m.* from message m where m.tenant_id = ${tenant} and m.customer_id = c.id and m.counted_at is not null and m.deleted_at is null
    order by m.counted_at desc limit 1000) m) k on true
  left join lateral (select count(*) as calls from interaction i where i.tenant_id = ${tenant} and i.customer_id = c.id and i.direction = 'OUTBOUND'
    and i.occurred_at > '${at}'::timestamptz - interval '720 hours' and i.superseded_by_id is null and i.deleted_at is null) i on true) d`;

/** Deciding and queuing an audience with all rules on, beside one statement that does the same for it. */
export async function measureDecisions(data) {
  const { template, customers } = await prepare(data);
  // By day everywhere, so that both write the same.
  const at = new Date('2026-03-02T09:00:00Z');
  const product = await timed(async () => {
    for (let begin = 0; begin < customers.length; begin += BATCH)
      await data.act('messages', ({ transaction }) =>
        transaction(async (work) => {
          await work.allowSeconds(120);
          await decideMessages(
            work,
            { channel: 'EMAIL', purpose: 'MARKETING', template, source: 'bench', defaultZone: 'UTC', at },
            {
              customers: customers.slice(begin, begin + BATCH),
              select: (ids) =>
                `select id as customer_id, 'bench/' || id as key, null::text as barred, null::jsonb as variables from unnest(${ids}) id`,
            },
          );
        }),
      );
  });
  const verdicts = async (source) =>
    (
      await data.unbound.query(
        'select coalesce(refused_by, state) as verdict, count(*)::int as count from message where tenant_id = $1 and source = $2 group by 1 order by 1',
        [data.tenant, source],
      )
    ).rows;
  const decided = await verdicts('bench');
  await forgetMessages(data.unbound, data.tenant);
  const hand = await timed(() => data.unbound.query(byHand(data.tenant, template, at.toISOString()), [customers]));
  const same = JSON.stringify(decided) === JSON.stringify(await verdicts('hand'));
  if (!same) throw new Error(`The decisions differ: ${JSON.stringify([decided, await verdicts('hand')])}`);
  const rate = (ms) => Math.round((customers.length / ms) * 1_000).toLocaleString('en');
  console.log(
    `decisions, ${customers.length.toLocaleString('en')} customers: ${decided.map(({ verdict, count }) => `${verdict} ${count}`).join(', ')}`,
  );
  console.log('| | seconds | decisions/s | bar |');
  console.log('|---|---|---|---|');
  console.log(
    `| product, one worker, ${BATCH.toLocaleString('en')} at once | ${(product / 1_000).toFixed(2)} | ${rate(product)} | 20,000 |`,
  );
  console.log(`| one INSERT ... SELECT by hand | ${(hand / 1_000).toFixed(2)} | ${rate(hand)} | |`);
  console.log(`| ratio | ${(product / hand).toFixed(2)} | | 3 |\n`);
}

async function timed(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
