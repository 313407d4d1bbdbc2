/** How soon an automation takes its first step, and what runs cost that wait. */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { openData } from '../api/data.mjs';
import { cpuSeconds, cpuSecondsOfChildren } from '../api/processes.mjs';
import { machine } from '../product.mjs';
import { settle, startWorking } from './working.mjs';

const SLEEPING = 10_000;
const WRITES_PER_SECOND = 20;
const IDLE_SECONDS = 20;
/** As many root fields as an operation may have. */
const STARTED_AT_ONCE = 10;

const CREATE = 'mutation($input: CreateAutomationInput!) { createAutomation(input: $input) { id } }';
const ACTIVATE = 'mutation($id: ID!) { activateAutomation(id: $id) { id } }';
const PAUSE = 'mutation($id: ID!) { pauseAutomation(id: $id) { id } }';
const CHANGE = 'mutation($id: ID!, $region: String!) { updateCustomer(id: $id, input: { region: $region }) { id } }';

export async function measureAutomations({ seconds }) {
  // The process that holds the database open must take none of the work.
  process.env.JOB_CONCURRENCY = '0';
  const data = await openData();
  const client = new pg.Client(data.superuser);
  await client.connect();
  // What other measures wrote is no matter here.
  await client.query("update automation set state = 'PAUSED' where key like 'bench-%'");
  await client.query('truncate automation_run, automation_run_step, timer cascade');
  await client.query('delete from outbox');
  await client.query("delete from event_progress where plugin like 'bench%'");
  await client.query(
    'update event_progress p set seq = h.seq, leased_by = null, leased_until = null from event_head h where h.tenant_id = p.tenant_id',
  );
  const { child, ask } = await startWorking(data);
  const made = [];
  const put = async (definition) => {
    const key = `bench-${Date.now().toString(36)}-${made.length}`;
    const { createAutomation } = await ask(CREATE, { input: { key, name: key, definition } });
    await ask(ACTIVATE, { id: createAutomation.id });
    made.push(createAutomation.id);
    return createAutomation.id;
  };
  try {
    console.log(`machine: ${machine()}\n`);
    const automation = await put({
      trigger: { event: 'customer.updated', changedFields: ['region'] },
      steps: [{ id: 'note', type: 'update', values: { occupation: { event: 'patch.region' } } }],
    });
    console.log('| sleeping runs | from event to first step, p50 ms | p99 ms | idle CPU, ms per s | bar |');
    console.log('|---|---|---|---|---|');
    const place = { data, client, ask, pid: child.pid, automation };
    // Not counted: plans and code are made at first.
    await firstSteps(place, 10);
    await report(0, place, seconds);
    const sleeper = await put({
      trigger: { manual: true },
      recordType: 'Customer',
      steps: [
        { id: 'rest', type: 'wait', for: 'P30D' },
        { id: 'end', type: 'stop', reason: 'slept' },
      ],
    });
    await letSleep(ask, client, data, sleeper);
    await report(SLEEPING, place, seconds);
  } finally {
    for (const id of made) await ask(PAUSE, { id }).catch(() => undefined);
    child.kill();
    await client.query('truncate automation_run, automation_run_step, timer cascade');
    await client.end();
    await data.close();
  }
}

async function letSleep(ask, client, { customers, tenant }, automation) {
  for (let begin = 0; begin < SLEEPING; begin += STARTED_AT_ONCE) {
    const starts = Array.from(
      { length: STARTED_AT_ONCE },
      (_, index) =>
        `r${index}: startAutomation(id: "${automation}", recordId: "${customers[(begin + index) % customers.length]}") { id }`,
    );
    await ask(`mutation { ${starts.join(' ')} }`);
  }
  const asleep = "select count(*)::int as n from automation_run where tenant_id = $1 and state = 'WAITING'";
  while ((await client.query(asleep, [tenant])).rows[0].n < SLEEPING) await sleep(200);
  await client.query('vacuum analyze');
}

async function report(sleeping, place, seconds) {
  await settle(place.client);
  const [p50, p99] = await firstSteps(place, seconds);
  const cpu = () => cpuSeconds(place.pid) + cpuSecondsOfChildren(place.data.postgresPid);
  await sleep(3_000);
  const before = cpu();
  await sleep(IDLE_SECONDS * 1_000);
  const idle = ((cpu() - before) / IDLE_SECONDS) * 1_000;
  console.log(`| ${sleeping.toLocaleString('en')} | ${p50} | ${p99} | ${idle.toFixed(1)} | p50 < 30 |`);
}

/** Changes customers at a steady pace; how long after each change the step of the automation was there. */
async function firstSteps({ data: { customers, tenant }, client, ask, automation }, seconds) {
  const region = `bench ${Date.now()}`;
  const writes = Math.min(seconds * WRITES_PER_SECOND, customers.length);
  const begun = performance.now();
  for (let index = 0; index < writes; index++) {
    const due = begun + (index * 1_000) / WRITES_PER_SECOND;
    if (performance.now() < due) await sleep(due - performance.now());
    await ask(CHANGE, { id: customers[index], region });
  }
  const steps = `
    select extract(epoch from s.created_at - e.at) * 1000 as ms from event_log e
    left join automation_run r on r.tenant_id = e.tenant_id and r.automation_id = $3 and r.subject_id = 'cus_' || e.record_id and r.created_at >= e.at
    left join automation_run_step s on s.tenant_id = r.tenant_id and s.run_id = r.id
    where e.tenant_id = $1 and e.type = 'customer.updated' and e.patch->>'region' = $2`;
  for (;;) {
    const { rows } = await client.query(steps, [tenant, region, automation.slice(automation.indexOf('_') + 1)]);
    if (rows.length >= writes && rows.every(({ ms }) => ms !== null)) {
      const waits = rows.map(({ ms }) => Number(ms)).sort((a, b) => a - b);
      const at = (part) => Math.round(waits[Math.floor((waits.length - 1) * part)]);
      return [at(0.5), at(0.99)];
    }
    await sleep(200);
  }
}
