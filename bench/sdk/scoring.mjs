/** What a scorer with eight inputs costs: over all customers, and after a change of one. */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { openData, pin } from '../api/data.mjs';
import { children } from '../api/processes.mjs';
import { machine } from '../product.mjs';
import { settle, startWorking } from './working.mjs';

const SCORER = 'bench-scores/engagement';
const WRITES_PER_SECOND = 100;

const RUN = 'query($id: ID!) { scoringRun(id: $id) { state total done changed failed fault } }';
const CREATE = `mutation($input: CreateInteractionInput!) { createInteraction(input: $input) { id } }`;

export async function measureScoring({ seconds }) {
  // The process that holds the database open must take none of the work.
  process.env.JOB_CONCURRENCY = '0';
  const data = await openData();
  const client = new pg.Client(data.superuser);
  await client.connect();
  await client.query('truncate score, score_change, scoring_run, scorer_setting, scorer_tuning');
  await client.query("delete from scheduled_job where plugin = 'bench-scores'");
  const { child, ask } = await startWorking(data, 'scorer.mjs');
  // Nothing is compared here: a run may have the whole machine.
  for (const pid of [child.pid, data.postgresPid, ...children(data.postgresPid)]) pin(pid, '0,1');
  try {
    console.log(`machine: ${machine()}; 200,000 customers, 2,000,000 interactions\n`);
    console.log('| run over all customers | customers/s | changed | bar |\n|---|---|---|---|');
    await quiet(ask);
    await clear(client);
    await measureRun('the first scores', ask);
    await client.query('vacuum analyze score, score_change');
    await measureRun('nothing changed since', ask);
    const { tuneScorer } = await ask(
      `mutation { tuneScorer(scorer: "${SCORER}", params: [{ name: "perInteraction", value: 2.5 }]) { id } }`,
    );
    await report('other params: all change, and each is announced', ask, await newest(ask), performance.now());
    if (!tuneScorer.id) throw new Error('It was not tuned.');
    await settle(client);
    await measureChanges(data, client, ask, seconds);
  } finally {
    child.kill();
    await client.end();
    await data.close();
  }
}

const newest = async (ask) => (await ask('{ scoringRuns(first: 1) { nodes { id } } }')).scoringRuns.nodes[0].id;

/** The run that begins as soon as the tenant has the scorer. */
async function quiet(ask) {
  for (;;) {
    const { scoringRuns } = await ask('{ scoringRuns(first: 1) { nodes { state } } }');
    if (scoringRuns.nodes.some(({ state }) => state === 'DONE')) return;
    await sleep(200);
  }
}

async function clear(client) {
  await client.query('truncate score, score_change');
  await client.query('vacuum analyze');
}

async function measureRun(title, ask) {
  const begun = performance.now();
  const { startScoringRun } = await ask(`mutation { startScoringRun(scorer: "${SCORER}") { id } }`);
  await report(title, ask, startScoringRun.id, begun);
}

async function report(title, ask, id, begun) {
  for (;;) {
    const { scoringRun } = await ask(RUN, { id });
    if (scoringRun.state === 'DONE') {
      const rate = scoringRun.done / ((performance.now() - begun) / 1_000);
      console.log(
        `| ${title} | ${Math.round(rate).toLocaleString('en')} | ${scoringRun.changed.toLocaleString('en')} | >= 20,000 |`,
      );
      return;
    }
    if (!['WAITING', 'RUNNING'].includes(scoringRun.state)) throw new Error(JSON.stringify(scoringRun));
    await sleep(20);
  }
}

/** Writes interactions of different customers at a steady pace; how long after each the customer had his new score. */
async function measureChanges({ customers }, client, ask, seconds) {
  const writes = Math.min(seconds * WRITES_PER_SECOND, customers.length);
  const begun = performance.now();
  const { rows: clock } = await client.query('select clock_timestamp() as at');
  const pending = [];
  for (let index = 0; index < writes; index++) {
    const due = begun + (index * 1_000) / WRITES_PER_SECOND;
    if (performance.now() < due) await sleep(due - performance.now());
    const input = {
      customerId: customers[index],
      channel: 'PHONE',
      direction: 'INBOUND',
      subject: 'bench',
      occurredAt: new Date().toISOString(),
    };
    pending.push(ask(CREATE, { input }));
  }
  await Promise.all(pending);
  const rate = writes / ((performance.now() - begun) / 1_000);
  await sleep(3_000);
  const { rows } = await client.query(
    `select extract(epoch from min(s.changed_at) - i.created_at) * 1000 as ms from interaction i
     left join score_change s on s.tenant_id = i.tenant_id and s.scorer = $2 and s.id = i.customer_id and s.changed_at >= i.created_at
     where i.created_at >= $1 and i.subject = 'bench' group by i.id, i.created_at`,
    [clock[0].at, SCORER],
  );
  const waits = rows.map(({ ms }) => (ms === null ? Number.POSITIVE_INFINITY : Number(ms))).sort((a, b) => a - b);
  const at = (part) => Math.round(waits[Math.min(waits.length - 1, Math.floor(waits.length * part))]);
  console.log(
    '\n| from the write to the new score | writes/s | p50 ms | p99 ms | max ms | bar |\n|---|---|---|---|---|---|',
  );
  console.log(`| ${waits.length} writes | ${Math.round(rate)} | ${at(0.5)} | ${at(0.99)} | ${at(1)} | p99 < 500 |`);
}
