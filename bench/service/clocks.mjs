import { setTimeout as sleep } from 'node:timers/promises';

const LOOKS = 200;
const SPREAD_SECONDS = 20;

/** Very many running clocks: what a look at them costs, and how soon those that run out say so. */
export async function measureClocks({ app, connect, policyId, calendarId, customerId }, { clocks }) {
  const client = await connect();
  const due = Math.min(1_000, Math.floor(clocks / 10));
  await client.query('alter table sla_clock drop constraint sla_clock_request_id_fkey');
  await client.query(
    `insert into sla_clock (tenant_id, id, request_id, milestone, state, target_seconds, counted_seconds, counted_at, started_at, due_at, next_signal, next_signal_at, escalations, pauses_for_third, policy_id, calendar_id)
     select $1, gen_random_uuid(), gen_random_uuid(), 'RESOLUTION', 'RUNNING', 1, 0, now(), now(), now() + make_interval(days => 1 + n % 30), 'BREACH', now() + make_interval(days => 1 + n % 30), 0, true, $2, $3
     from generate_series(1, $4::int) n`,
    [app.alpha.id, policyId.slice(4), calendarId.slice(4), clocks - due],
  );
  await client.query('vacuum analyze sla_clock');
  const asked = JSON.stringify([
    { plugin: 'service', alarm: 'ring-clocks', table: 'sla_clock', column: 'next_signal_at' },
  ]);
  const started = performance.now();
  for (let look = 0; look < LOOKS; look++)
    await client.query({ name: 'look', text: 'select * from due_alarms($1)', values: [asked] });
  const milliseconds = (performance.now() - started) / LOOKS;

  const service = app.alpha.as('service');
  const ids = [];
  for (let n = 0; n < due; n++) {
    const { id } = await service.create('ServiceRequest', { customerId, kind: 'FAULT', subject: 'Boiler leaks' });
    ids.push(id.slice(4));
  }
  await client.query(
    `update sla_clock c set next_signal = 'BREACH', due_at = g.at, next_signal_at = g.at, target_seconds = extract(epoch from g.at - c.counted_at) * 1000
     from (select id, now() + make_interval(secs => 5 + (row_number() over () * $2 / $3::float8)) as at from unnest($1::uuid[]) r(id)) g
     where c.request_id = g.id and c.milestone = 'RESOLUTION'`,
    [ids, SPREAD_SECONDS, due],
  );
  await app.start();
  const cpu = process.cpuUsage();
  const begun = performance.now();
  await sleep((5 + SPREAD_SECONDS + 3) * 1_000);
  const { user, system } = process.cpuUsage(cpu);
  const { rows } = await client.query(
    `select count(*)::int as fired, percentile_cont(0.99) within group (order by extract(epoch from updated_at - due_at)) as p99,
       max(extract(epoch from updated_at - due_at))::float8 as worst
     from (select updated_at, breached_at as due_at from sla_clock where request_id = any($1::uuid[]) and milestone = 'RESOLUTION' and breached_at is not null) c`,
    [ids],
  );
  const [{ fired, p99, worst }] = rows;
  return [
    [
      `one look at ${clocks.toLocaleString('en')} clocks, ms (one a second: ${((milliseconds / 1_000) * 100).toFixed(2)} % of a core)`,
      milliseconds.toFixed(2),
      '',
      '',
      '< 5 %',
    ],
    [
      `breaches of ${due} told, p99 / worst seconds late`,
      `${fired}: ${Number(p99).toFixed(2)} / ${worst.toFixed(2)}`,
      '',
      '',
      '<= 2',
    ],
    [
      `the process meanwhile, % of a core with ${(due / SPREAD_SECONDS).toFixed(0)} breaches a second`,
      (((user + system) / 1_000 / (performance.now() - begun)) * 100).toFixed(1),
      '',
      '',
      '',
    ],
  ];
}
